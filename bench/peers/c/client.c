// The floor: a blocking client in C with OpenSSL. One JSON command a line on stdin, one JSON answer a line on stdout (bench/README.md).
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_BYTES = 1 << 20, HEAD_BYTES = 64 * 1024, TLS_READ_BYTES = 256 * 1024, TLS_WRITE_BYTES = 256 * 1024 };
static char buffer[BUFFER_BYTES], body[BUFFER_BYTES];

struct target { char host[64], path[1024]; int port; bool tls; };
struct connection { struct target to; int fd; SSL *ssl; bool gathers; };
struct times { double start, first, last; };
// A traced request: when it was begun, and how long its thread was ready to run without a core meanwhile. There are no other threads.
struct waits { double begun, wait; };

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static double cpu_us(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e6 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

// Microseconds that this thread has been ready to run without a core (second number of schedstat, nanoseconds).
static double waited_us(void) {
  static int fd = -1;
  char text[96] = "";
  if (fd < 0) fd = open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  if (fd < 0 || pread(fd, text, sizeof text - 1, 0) <= 0) return 0;
  char *second = strchr(text, ' ');
  return second ? atoll(second) / 1e3 : 0;
}

// Fields of a flat command whose strings hold no escapes: the bench writes none.
static bool text_field(const char *json, const char *name, char *to, size_t size) {
  char key[64];
  snprintf(key, sizeof key, "\"%s\":\"", name);
  const char *at = strstr(json, key);
  if (!at) return false;
  at += strlen(key);
  size_t length = strcspn(at, "\"");
  if (length >= size) return false;
  memcpy(to, at, length);
  to[length] = 0;
  return true;
}

static long long number_field(const char *json, const char *name, long long otherwise) {
  char key[64];
  snprintf(key, sizeof key, "\"%s\":", name);
  const char *at = strstr(json, key);
  return at ? atoll(at + strlen(key)) : otherwise;
}

static bool split(const char *url, struct target *to) {
  char scheme[8];
  if (sscanf(url, "%7[a-z]://%63[0-9.]:%d%1023s", scheme, to->host, &to->port, to->path) != 4) return false;
  to->tls = strcmp(scheme, "https") == 0;
  return true;
}

static SSL_CTX *context(const char *ca) {
  static SSL_CTX *made;
  if (made) return made;
  made = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_verify(made, SSL_VERIFY_PEER, NULL);
  if (SSL_CTX_load_verify_locations(made, ca, NULL) != 1) return NULL;
  // Without reading ahead every record costs two system calls: no floor would be left.
  SSL_CTX_set_read_ahead(made, 1);
  SSL_CTX_set_default_read_buffer_len(made, TLS_READ_BYTES);
  return made;
}

static bool dial(struct connection *c, const char *ca, double *start) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(c->to.port)};
  inet_pton(AF_INET, c->to.host, &address.sin_addr);
  static const unsigned char alpn[] = "\x08http/1.1";
  c->ssl = NULL;
  c->gathers = false;
  if (c->to.tls) {
    // Made before the clock starts, as the raw engine makes its socket.
    SSL_CTX *ctx = context(ca);
    if (!ctx || !(c->ssl = SSL_new(ctx))) return false;
    SSL_set_alpn_protos(c->ssl, alpn, sizeof alpn - 1);
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(c->ssl), c->to.host);
  }
  *start = now_us();
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int one = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(c->fd, (struct sockaddr *)&address, sizeof address) != 0) return false;
  if (!c->ssl) return true;
  SSL_set_fd(c->ssl, c->fd);
  return SSL_connect(c->ssl) == 1;
}

static void hang_up(struct connection *c) {
  if (c->ssl) SSL_free(c->ssl);
  if (c->fd >= 0) close(c->fd);
  c->ssl = NULL;
  c->fd = -1;
}

static long take(struct connection *c, char *to, size_t size) {
  return c->ssl ? SSL_read(c->ssl, to, size) : read(c->fd, to, size);
}

static bool give(struct connection *c, const char *from, size_t size) {
  while (size > 0) {
    long sent = c->ssl ? SSL_write(c->ssl, from, size) : write(c->fd, from, size);
    if (sent <= 0) return false;
    from += sent;
    size -= sent;
  }
  return !c->gathers || BIO_flush(SSL_get_wbio(c->ssl)) == 1;
}

// OpenSSL writes every record of 16 KiB by itself: for a large upload no floor would be left.
static void gather(struct connection *c) {
  if (!c->ssl || c->gathers) return;
  BIO *below = SSL_get_wbio(c->ssl), *gathering = BIO_new(BIO_f_buffer());
  BIO_set_write_buffer_size(gathering, TLS_WRITE_BYTES);
  BIO_up_ref(below);
  SSL_set0_wbio(c->ssl, BIO_push(gathering, below));
  c->gathers = true;
}

// `times->start` stays as it is where dialling has set it.
static bool exchange(struct connection *c, const char *head, size_t head_bytes, long long upload, struct times *times) {
  static char first[HEAD_BYTES * 2];
  if (times->start == 0) times->start = now_us();
  if (upload <= HEAD_BYTES) {
    memcpy(first, head, head_bytes);
    memcpy(first + head_bytes, body, upload);
    if (!give(c, first, head_bytes + upload)) return false;
  } else {
    gather(c);
    if (!give(c, head, head_bytes)) return false;
    for (long long left = upload; left > 0; left -= left < BUFFER_BYTES ? left : BUFFER_BYTES) {
      if (!give(c, body, left < BUFFER_BYTES ? left : BUFFER_BYTES)) return false;
    }
  }
  long got = 0;
  char *end = NULL;
  while (!end) {
    long n = take(c, buffer + got, BUFFER_BYTES - 1 - got);
    if (n <= 0) return false;
    if (got == 0) times->first = now_us();
    got += n;
    buffer[got] = 0;
    end = strstr(buffer, "\r\n\r\n");
  }
  if (strncmp(buffer, "HTTP/1.1 200", 12) != 0) return false;
  char *field = strcasestr(buffer, "\r\ncontent-length:");
  if (!field || field > end) return false;
  long long left = atoll(field + 17) - (got - (end + 4 - buffer));
  while (left > 0) {
    long n = take(c, buffer, BUFFER_BYTES);
    if (n <= 0) return false;
    left -= n;
  }
  times->last = now_us();
  return left == 0;
}

static struct connection *kept(const struct target *to) {
  static struct connection all[64];
  static int count;
  for (int i = 0; i < count; i++) if (all[i].to.port == to->port) return &all[i];
  if (count == 64) return NULL;
  all[count] = (struct connection){.to = *to, .fd = -1};
  return &all[count++];
}

static size_t head_of(char *head, const char *method, const struct target *to, long long upload) {
  int n = snprintf(head, HEAD_BYTES, "%s %s HTTP/1.1\r\nHost: %s:%d\r\n", method, to->path, to->host, to->port);
  if (strcmp(method, "PUT") == 0) n += snprintf(head + n, HEAD_BYTES - n, "Content-Length: %lld\r\n", upload);
  return n + snprintf(head + n, HEAD_BYTES - n, "\r\n");
}

static const char *run(const char *json, struct times *times, struct waits *waits, long long count, double *cpu, double *wall) {
  char url[1100], open_url[1100], method[8], kind[8], ca[1024] = "";
  static char head[HEAD_BYTES], open_head[HEAD_BYTES];
  struct target to, open;
  if (!text_field(json, "method", method, sizeof method) || !text_field(json, "url", url, sizeof url) || !split(url, &to)) return "not a command";
  text_field(json, "connection", kind, sizeof kind);
  text_field(json, "ca", ca, sizeof ca);
  if (number_field(json, "streams", 1) != 1) return "one stream only";
  if (strcmp(method, "POST") == 0) return "GET and PUT only";
  long long upload = strcmp(method, "PUT") == 0 ? number_field(json, "bytes", 0) : 0;
  size_t head_bytes = head_of(head, method, &to, upload);
  bool reused = strcmp(kind, "reused") == 0;
  struct connection fresh = {.to = to, .fd = -1}, *c = reused ? kept(&to) : &fresh;
  if (!c) return "too many servers";
  if (reused) {
    struct times untimed = {0};
    if (!text_field(json, "open", open_url, sizeof open_url) || !split(open_url, &open)) return "reused needs open";
    if (c->fd < 0 && !dial(c, ca, &untimed.start)) return "could not connect";
    if (!exchange(c, open_head, head_of(open_head, "GET", &open, 0), 0, &untimed)) return "the opening request failed";
  }
  *cpu = -cpu_us();
  *wall = -now_us();
  for (long long i = 0; i < count; i++) {
    times[i] = (struct times){0};
    if (waits) waits[i] = (struct waits){now_us(), -waited_us()};
    if (!reused && !dial(c, ca, &times[i].start)) return "could not connect";
    if (!exchange(c, head, head_bytes, upload, &times[i])) return "a request failed";
    if (waits) waits[i].wait += waited_us();
    if (!reused) hang_up(c);
  }
  *wall += now_us();
  *cpu += cpu_us();
  return NULL;
}

static void print_trace(const struct waits *waits, long long count) {
  printf(",\"trace\":{\"startsUs\":[");
  for (long long i = 0; i < count; i++) printf("%s%.3f", i ? "," : "", waits[i].begun);
  printf("],\"waitsUs\":[");
  for (long long i = 0; i < count; i++) printf("%s%.3f", i ? "," : "", waits[i].wait);
  printf("],\"ownUs\":[");
  for (long long i = 0; i < count; i++) printf("%s0", i ? "," : "");
  printf("],\"pauses\":[]}");
}

// With the argument `version` it only says which OpenSSL it is linked with.
int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "version") == 0) return puts(OpenSSL_version(OPENSSL_VERSION)) < 0;
  char *line = NULL;
  size_t size = 0;
  while (getline(&line, &size, stdin) > 0) {
    long long id = number_field(line, "id", 0), count = number_field(line, "count", 1);
    struct times *times = calloc(count, sizeof *times);
    double cpu = 0, wall = 0;
    struct waits *waits = strstr(line, "\"traced\":true") ? calloc(count, sizeof *waits) : NULL;
    const char *error = run(line, times, waits, count, &cpu, &wall);
    if (error) printf("{\"id\":%lld,\"error\":\"%s\"}\n", id, error);
    else {
      printf("{\"id\":%lld,\"ttfbUs\":[", id);
      for (long long i = 0; i < count; i++) printf("%s%.3f", i ? "," : "", times[i].first - times[i].start);
      printf("],\"totalUs\":[");
      for (long long i = 0; i < count; i++) printf("%s%.3f", i ? "," : "", times[i].last - times[i].start);
      printf("],\"cpuUs\":%.0f,\"wallUs\":%.3f", cpu, wall);
      if (waits) print_trace(waits, count);
      printf("}\n");
    }
    fflush(stdout);
    free(times);
    free(waits);
  }
  return 0;
}
