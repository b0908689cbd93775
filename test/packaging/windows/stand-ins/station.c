/* Stands in for electron.exe: the fuses, which packaging flips, and a process that runs until it is ended. */
#include <windows.h>

volatile const char fuses[] __attribute__((used)) = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX" "\x01" "\x09" "101100011";

int WINAPI WinMain(HINSTANCE instance, HINSTANCE previous, LPSTR line, int show) {
  if (strcmp(line, "--wait") == 0) Sleep(600000);
  return fuses[0] == 0;
}
