/* Plain loops over columns in memory, as fast as the compiler makes them: what the machine can do.
   Answers questions on standard input; PeerProcess says how. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

static size_t rows;
static double *a, *b, *c, *out;
static const double limit = 0.5;

static double *column(size_t count) {
  size_t huge = (size_t)1 << 21;
  size_t bytes = (count * sizeof(double) + huge - 1) & ~(huge - 1);
  double *memory = aligned_alloc(huge, bytes);
  if (!memory) exit(1);
  madvise(memory, bytes, MADV_HUGEPAGE);
  return memory;
}

/* The same numbers as Columns makes: the upper bits of a Weyl sequence. */
static void fill(double *values, uint64_t seed) {
  for (size_t i = 0; i < rows; i++)
    values[i] = (double)(((i + seed) * 0x9E3779B97F4A7C15u) >> 11) * 0x1p-53;
}

static void prepare(size_t count) {
  if (count == rows) return;
  rows = count;
  fill(a = column(rows), 1);
  fill(b = column(rows), 2);
  fill(c = column(rows), 3);
  memset(out = column(rows), 0, rows * sizeof(double));
}

static double sum(const double *restrict v) {
  double s = 0;
  for (size_t i = 0; i < rows; i++) s += v[i];
  return s;
}

static void multiply_add(const double *restrict x, const double *restrict y, const double *restrict z,
                         double *restrict o) {
  for (size_t i = 0; i < rows; i++) o[i] = x[i] * y[i] + z[i];
}

static size_t below(const double *restrict v) {
  size_t n = 0;
  for (size_t i = 0; i < rows; i++) n += v[i] < limit;
  return n;
}

static double masked_sum(const double *restrict v) {
  double s = 0;
  for (size_t i = 0; i < rows; i++) s += v[i] < limit ? v[i] : 0;
  return s;
}

static size_t filter(const double *restrict v, double *restrict o) {
  size_t n = 0;
  for (size_t i = 0; i < rows; i++) {
    o[n] = v[i];
    n += v[i] < limit;
  }
  return n;
}

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void lap(int64_t nanos) {
  printf("lap\t%lld\t1\n", (long long)nanos);
}

static void run(const char *name) {
  int64_t start = now();
  if (!strcmp(name, "sum")) {
    double s = sum(a);
    int64_t nanos = now() - start;
    printf("row\t%.17g\n", s);
    lap(nanos);
  } else if (!strcmp(name, "multiply add")) {
    multiply_add(a, b, c, out);
    int64_t nanos = now() - start;
    printf("row\t%.17g\n", sum(out));
    lap(nanos);
  } else if (!strcmp(name, "compare")) {
    size_t n = below(a);
    int64_t nanos = now() - start;
    printf("row\t%zu\n", n);
    lap(nanos);
  } else if (!strcmp(name, "masked sum")) {
    double s = masked_sum(a);
    int64_t nanos = now() - start;
    printf("row\t%.17g\n", s);
    lap(nanos);
  } else if (!strcmp(name, "filter")) {
    size_t n = filter(a, out);
    int64_t nanos = now() - start;
    printf("row\t%zu\t%.17g\t%.17g\n", n, out[0], out[n - 1]);
    lap(nanos);
  } else {
    printf("error\tthere is no %s\n", name);
  }
}

int main(void) {
  char line[256];
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    strtok(line, "\t");
    char *name = strtok(NULL, "\t");
    char *count = strtok(NULL, "\t");
    if (!strcmp(line, "has")) {
      puts("yes");
    } else {
      prepare(strtoull(count, NULL, 10));
      run(name);
    }
    fflush(stdout);
  }
}
