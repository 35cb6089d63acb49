// An object server in C whose delay is known: GET /o/<delay us>/<bytes>, PUT of any path, POST answered with fixed bytes.
// A thread a connection; with --tls CERT KEY every connection speaks TLS. Prints its port; ends when its standard input does.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_BYTES = 1 << 20, TLS_READ_BYTES = 256 * 1024 };
// A sleeping thread wakes late, by the kernel's timer slack and its own waking; the rest of a delay is spun on the server's core.
static const long long SPIN_NS = 200 * 1000;

static SSL_CTX *ctx;
static char content[BUFFER_BYTES];
static char *answers[2];
static size_t answer_bytes[2];

struct peer { int fd; SSL *ssl; };

static long long now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static long take(struct peer *p, char *to, size_t size) {
  return p->ssl ? SSL_read(p->ssl, to, size) : read(p->fd, to, size);
}

static bool give(struct peer *p, const char *from, size_t size) {
  while (size > 0) {
    long sent = p->ssl ? SSL_write(p->ssl, from, size) : write(p->fd, from, size);
    if (sent <= 0) return false;
    from += sent;
    size -= sent;
  }
  return true;
}

// A plain body never leaves the kernel.
static bool discard(struct peer *p, char *scratch, long long bytes) {
  while (bytes > 0) {
    size_t most = bytes < BUFFER_BYTES ? bytes : BUFFER_BYTES;
    long n = p->ssl ? SSL_read(p->ssl, scratch, most) : recv(p->fd, NULL, most, MSG_TRUNC);
    if (n <= 0) return false;
    bytes -= n;
  }
  return true;
}

static long long wait_until(long long start, long long delay_ns) {
  long long due = start + delay_ns, early = due - SPIN_NS;
  if (delay_ns > SPIN_NS) {
    struct timespec t = {early / 1000000000LL, early % 1000000000LL};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
  }
  long long at = now_ns();
  while (at < due) at = now_ns();
  return at - start;
}

static bool answer(struct peer *p, const char *head, long long received) {
  static __thread char out[BUFFER_BYTES / 4];
  if (strncmp(head, "POST", 4) == 0) {
    int which = strstr(head, ".GetItem") ? 0 : 1;
    return answers[which] && give(p, answers[which], answer_bytes[which]);
  }
  long long delay_us = 0, bytes = 0;
  if (strncmp(head, "GET", 3) == 0) {
    if (sscanf(head, "GET /o/%lld/%lld", &delay_us, &bytes) != 2) return false;
  } else sscanf(head, "PUT /o/%lld/", &delay_us);
  long long given = delay_us > 0 ? wait_until(received, delay_us * 1000) : 0;
  int n = snprintf(out, sizeof out, "HTTP/1.1 200 OK\r\nx-amz-request-id: %lld\r\nETag: \"0\"\r\nContent-Length: %lld\r\n\r\n", given, bytes);
  size_t room = sizeof out - n, with = bytes < (long long)room ? (size_t)bytes : room;
  memcpy(out + n, content, with);
  if (!give(p, out, n + with)) return false;
  for (long long left = bytes - with; left > 0; left -= left < BUFFER_BYTES ? left : BUFFER_BYTES) {
    if (!give(p, content, left < BUFFER_BYTES ? left : BUFFER_BYTES)) return false;
  }
  return true;
}

static void *serve(void *arg) {
  struct peer p = {.fd = (int)(long)arg, .ssl = NULL};
  char *in = malloc(BUFFER_BYTES);
  int one = 1;
  setsockopt(p.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  bool good = true;
  if (ctx) {
    p.ssl = SSL_new(ctx);
    SSL_set_fd(p.ssl, p.fd);
    good = SSL_accept(p.ssl) == 1;
  }
  size_t got = 0;
  while (good) {
    char *end;
    in[got] = 0;
    while (!(end = strstr(in, "\r\n\r\n"))) {
      long n = got < 65536 ? take(&p, in + got, 65536) : 0;
      if (n <= 0) goto over;
      got += n;
      in[got] = 0;
    }
    size_t head_bytes = end + 4 - in;
    end[2] = 0;
    char *field = strcasestr(in, "\r\ncontent-length:");
    long long body = field ? atoll(field + 17) : 0;
    if (strcasestr(in, "\r\nexpect: 100-continue") && !give(&p, "HTTP/1.1 100 Continue\r\n\r\n", 25)) break;
    size_t here = got - head_bytes < (size_t)body ? got - head_bytes : (size_t)body;
    bool last = strcasestr(in, "\r\nconnection: close") != NULL;
    static __thread char scratch[BUFFER_BYTES];
    if (!discard(&p, scratch, body - here)) break;
    if (!answer(&p, in, now_ns()) || last) break;
    got -= head_bytes + here;
    memmove(in, in + head_bytes + here, got);
  }
over:
  if (p.ssl) SSL_free(p.ssl);
  close(p.fd);
  free(in);
  return NULL;
}

static void *end_with_input(void *unused) {
  (void)unused;
  char c;
  while (read(0, &c, 1) > 0) {}
  exit(0);
}

static void load(int which, const char *file) {
  FILE *f = fopen(file, "rb");
  if (!f) exit(2);
  answers[which] = malloc(BUFFER_BYTES);
  answer_bytes[which] = fread(answers[which], 1, BUFFER_BYTES, f);
  fclose(f);
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  for (int i = 1; i + 2 < argc; i += 3) {
    if (strcmp(argv[i], "--answers") == 0) { load(0, argv[i + 1]); load(1, argv[i + 2]); }
    if (strcmp(argv[i], "--tls") == 0) {
      ctx = SSL_CTX_new(TLS_server_method());
      // The cipher S3 chooses, for every peer: Go would ask for AES-128 and OpenSSL for AES-256.
      SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION);
      SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256");
      SSL_CTX_set_read_ahead(ctx, 1);
      SSL_CTX_set_default_read_buffer_len(ctx, TLS_READ_BYTES);
      if (SSL_CTX_use_certificate_file(ctx, argv[i + 1], SSL_FILETYPE_PEM) != 1) return 2;
      if (SSL_CTX_use_PrivateKey_file(ctx, argv[i + 2], SSL_FILETYPE_PEM) != 1) return 2;
    }
  }
  int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, 512) != 0) return 2;
  getsockname(fd, (struct sockaddr *)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  pthread_t thread;
  pthread_create(&thread, NULL, end_with_input, NULL);
  for (;;) {
    int client = accept(fd, NULL, NULL);
    if (client < 0) continue;
    if (pthread_create(&thread, NULL, serve, (void *)(long)client) == 0) pthread_detach(thread);
    else close(client);
  }
}
