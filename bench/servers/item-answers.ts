const crc = '2745614147';

/** A whole answer of DynamoDB's form: fields and order as the service sends them, a body of this JSON. */
function answer(body: string): string {
  const fields = [
    'HTTP/1.1 200 OK',
    'Server: Server',
    'Date: Sat, 21 Nov 2026 12:00:00 GMT',
    'Content-Type: application/x-amz-json-1.0',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: keep-alive',
    'x-amzn-RequestId: 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEF',
    `x-amz-crc32: ${crc}`,
  ];
  return `${fields.join('\r\n')}\r\n\r\n${body}`;
}

/** What GetItem of an item with this key and that many bytes answers. The checksum is not true; no client here looks at it. */
export const getItemAnswer = (key: string, bytes: number): string =>
  answer(JSON.stringify({ Item: { k: { S: key }, d: { B: Buffer.alloc(bytes, 0x2e).toString('base64') } } }));

export const putItemAnswer = (): string => answer('{}');
