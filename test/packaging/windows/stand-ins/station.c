/*
 * Stands in for electron.exe: the fuses, which packaging flips, and a process that runs until it is ended. It leaves a file
 * once it runs, because Wine's tasklist names nothing.
 */
#include <windows.h>

volatile const char fuses[] __attribute__((used)) = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX" "\x01" "\x09" "101100011";

int WINAPI WinMain(HINSTANCE instance, HINSTANCE previous, LPSTR line, int show) {
  if (strcmp(line, "--wait") == 0) {
    CloseHandle(CreateFileA("C:\\station-runs", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL));
    Sleep(600000);
  }
  return fuses[0] == 0;
}
