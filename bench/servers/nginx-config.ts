/** What the configuration of a run depends on. */
export interface NginxPlaces {
  /** Folder of its files, ending in a slash. */
  readonly folder: string;
  /** Folder whose files it serves. */
  readonly root: string;
  readonly plainPort: number;
  readonly tlsPort: number;
  readonly certificate: string;
  readonly key: string;
  /** Who the process is: `mapped root` may not choose the user of a worker, so that it works itself. */
  readonly rights: 'root' | 'mapped root' | 'user';
}

const RIGHTS = { root: 'user root;', 'mapped root': 'user root; master_process off;', user: '' } as const;

/**
 * One worker with sendfile; TLS 1.3 with the cipher S3 chooses, for every peer: Go would ask for AES-128 and OpenSSL for AES-256. Beside
 * that and connections that stay, everything is nginx's default.
 */
export const nginxConfig = ({ folder, root, plainPort, tlsPort, certificate, key, rights }: NginxPlaces): string => `
daemon off;
${RIGHTS[rights]}
worker_processes 1;
pid ${folder}nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  log_format group '$ssl_curve ($ssl_curves)';
  sendfile on;
  keepalive_timeout 3600s;
  keepalive_requests 1000000000;
  default_type application/octet-stream;
  client_body_temp_path ${folder}body;
  proxy_temp_path ${folder}proxy;
  fastcgi_temp_path ${folder}fastcgi;
  uwsgi_temp_path ${folder}uwsgi;
  scgi_temp_path ${folder}scgi;
  server { listen 127.0.0.1:${plainPort}; root ${root}; }
  server {
    listen 127.0.0.1:${tlsPort} ssl;
    root ${root};
    ssl_certificate ${certificate};
    ssl_certificate_key ${key};
    ssl_protocols TLSv1.3;
    ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
    location = /g/1 { access_log ${folder}groups.log group; alias ${root}/o/1; }
  }
}
`;
