// Stands between a program and the C library and keeps, beside the real files, what a disk would hold if the power
// failed now: of each file its content at its last fsync, of each folder its names at its last fsync.
//   POWER_ROOT   the folder that is watched        POWER_IMAGE  where the images go
//   POWER_FAULT  a file that, while it exists, makes calls fail: its text is `fsync`, `write` or `full`
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int (*real_fsync)(int), (*real_fdatasync)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static const char *root, *image, *fault;

__attribute__((constructor)) static void begin(void) {
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_write = dlsym(RTLD_NEXT, "write");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  root = getenv("POWER_ROOT");
  image = getenv("POWER_IMAGE");
  fault = getenv("POWER_FAULT");
}

// The path behind a descriptor when it lies in the watched folder.
static int watched(int fd, char *path) {
  if (root == NULL) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  size_t prefix = strlen(root);
  return strncmp(path, root, prefix) == 0 && (path[prefix] == '/' || path[prefix] == 0);
}

static char fault_now(void) {
  if (fault == NULL) return 0;
  int fd = open(fault, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  char kind[2] = {0};
  ssize_t got = read(fd, kind, 2);
  close(fd);
  if (got < 2) return 0;
  return kind[0] == 'w' ? 'w' : kind[1] == 's' ? 's' : 'f';
}

static void keep_names(const char *path) {
  char target[PATH_MAX], fresh[PATH_MAX];
  unsigned long hash = 5381;
  for (const char *c = path; *c; c++) hash = hash * 33 + (unsigned char)*c;
  snprintf(target, sizeof target, "%s/names-%lx", image, hash);
  snprintf(fresh, sizeof fresh, "%s/names-%lx.%d", image, hash, getpid());
  FILE *list = fopen(fresh, "w");
  DIR *folder = opendir(path);
  if (list == NULL || folder == NULL) abort();
  fprintf(list, "%s\n", path);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    if (entry->d_type == DT_REG) fprintf(list, "%lu %s\n", (unsigned long)entry->d_ino, entry->d_name);
  }
  closedir(folder);
  fclose(list);
  if (rename(fresh, target) != 0) abort();
}

// Never opens a file that SQLite may have open: closing it again would drop the locks of the whole process.
static void keep_content(int fd, const char *path, const struct stat *about) {
  int source = fd, own = -1;
  if ((fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY) source = own = open(path, O_RDONLY | O_CLOEXEC);
  if (source < 0) return;
  char target[PATH_MAX], fresh[PATH_MAX];
  snprintf(target, sizeof target, "%s/inode-%lu", image, (unsigned long)about->st_ino);
  snprintf(fresh, sizeof fresh, "%s/inode-%lu.%d", image, (unsigned long)about->st_ino, getpid());
  int copy = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (copy < 0) abort();
  char buffer[1 << 14];
  ssize_t got;
  for (off_t at = 0; (got = pread(source, buffer, sizeof buffer, at)) > 0; at += got) {
    if (real_write(copy, buffer, (size_t)got) != got) abort();
  }
  close(copy);
  if (own >= 0) close(own);
  if (rename(fresh, target) != 0) abort();
}

static int sync_file(int fd) {
  char path[PATH_MAX];
  if (!watched(fd, path)) return 0;
  char kind = fault_now();
  if (kind == 's') {
    errno = EIO;
    return -1;
  }
  struct stat about;
  if (image == NULL || fstat(fd, &about) != 0) return 0;
  if (S_ISDIR(about.st_mode)) keep_names(path);
  else keep_content(fd, path, &about);
  return 0;
}

// The real fsync is left out: nothing here cuts the real power, and the image is what counts.
int fsync(int fd) {
  char path[PATH_MAX];
  return watched(fd, path) ? sync_file(fd) : real_fsync(fd);
}

int fdatasync(int fd) {
  char path[PATH_MAX];
  return watched(fd, path) ? sync_file(fd) : real_fdatasync(fd);
}

static int write_fails(int fd) {
  char path[PATH_MAX], kind;
  if (fault == NULL || fd < 3 || !watched(fd, path) || (kind = fault_now()) == 0 || kind == 's') return 0;
  errno = kind == 'w' ? EIO : ENOSPC;
  return 1;
}

ssize_t write(int fd, const void *bytes, size_t count) {
  return write_fails(fd) ? -1 : real_write(fd, bytes, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at) {
  return write_fails(fd) ? -1 : real_pwrite(fd, bytes, count, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return pwrite64(fd, bytes, count, at); }
