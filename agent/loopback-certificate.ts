/**
 * Certificate and private key of the loopback server, for 127.0.0.1 and localhost. The key is public, as anyone can read it here: it
 * protects nothing, serves loopback only, and no store's origin trusts its certificate. Made once with openssl, EC P-256; valid from
 * 2000 without an end (RFC 5280, 4.1.2.5), so that a host's wrong clock does not stop a measurement.
 */
export const LOOPBACK_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBljCCATugAwIBAgIBATAKBggqhkjOPQQDAjAiMSAwHgYDVQQDDBdmaXJzdGJ5
dGUgbG9vcGJhY2sgb25seTAgFw0wMDAxMDEwMDAwMDBaGA85OTk5MTIzMTIzNTk1
OVowIjEgMB4GA1UEAwwXZmlyc3RieXRlIGxvb3BiYWNrIG9ubHkwWTATBgcqhkjO
PQIBBggqhkjOPQMBBwNCAAQekTK6/vz1qySSxyfVhjo7D6h713HZT+wlr+GvFh/f
IexN+si6u0xS4nhKnoxeVbXIw837xSledzkNnCKxqGzGo2AwXjAaBgNVHREEEzAR
gglsb2NhbGhvc3SHBH8AAAEwDAYDVR0TAQH/BAIwADATBgNVHSUEDDAKBggrBgEF
BQcDATAdBgNVHQ4EFgQUmvrs927h4+XMWOe6/t/NG9JIJlgwCgYIKoZIzj0EAwID
SQAwRgIhAOkNMglHUln/FH7FsaPQgQWDROj5QSnVwEeobQidwTnEAiEAm/NKtNdT
OGS0zlX9DNixyVRl5XzvI6aRgUrHqg6WC5o=
-----END CERTIFICATE-----
`;

export const LOOPBACK_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgf1gIg9cbeLvzTVfN
3mFbSqFlitgDiEz7o7OAcNtoMgahRANCAAQekTK6/vz1qySSxyfVhjo7D6h713HZ
T+wlr+GvFh/fIexN+si6u0xS4nhKnoxeVbXIw837xSledzkNnCKxqGzG
-----END PRIVATE KEY-----
`;
