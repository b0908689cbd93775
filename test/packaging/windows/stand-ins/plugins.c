/*
 * Stand-ins for the NSIS plugins that electron-builder's templates call and Debian does not have, in one library for all
 * their names. What the installer relies on is done; what only decorates (banner, shortcuts' identities) does nothing.
 */
#include <windows.h>
#include <shellapi.h>
#include <wchar.h>

typedef struct stack {
  struct stack *next;
  WCHAR text[1];
} stack;

#define PLUGIN(name) __declspec(dllexport) void __cdecl name(HWND parent, int size, WCHAR *variables, stack **top)
#define OUTDIR 22

static void push(stack **top, int size, const WCHAR *text) {
  stack *entry = GlobalAlloc(GPTR, sizeof(stack) + size * sizeof(WCHAR));
  lstrcpynW(entry->text, text, size);
  entry->next = *top;
  *top = entry;
}

static void pop(stack **top, WCHAR *into, int size) {
  stack *entry = *top;
  into[0] = 0;
  if (entry == NULL) return;
  lstrcpynW(into, entry->text, size);
  *top = entry->next;
  GlobalFree(entry);
}

/* The value of `/name=value`, "" for `/name` and `--name`, NULL where it was not given. */
static const WCHAR *argument(const WCHAR *name) {
  static WCHAR found[4096];
  int count, length = lstrlenW(name);
  WCHAR **words = CommandLineToArgvW(GetCommandLineW(), &count);
  for (int i = 1; i < count; i++) {
    const WCHAR *word = words[i];
    if (word[0] == '/') word += 1;
    else if (word[0] == '-') word += word[1] == '-' ? 2 : 1;
    else continue;
    if (_wcsnicmp(word, name, length) != 0 || (word[length] != 0 && word[length] != '=')) continue;
    lstrcpynW(found, word[length] == '=' ? word + length + 1 : L"", 4096);
    return found;
  }
  return NULL;
}

/* StdUtils */
PLUGIN(TestParameter) {
  WCHAR name[256];
  pop(top, name, 256);
  push(top, size, argument(name) != NULL ? L"true" : L"false");
}

PLUGIN(GetParameter) {
  WCHAR name[256], fallback[4096];
  pop(top, fallback, 4096);
  pop(top, name, 256);
  const WCHAR *value = argument(name);
  push(top, size, value != NULL ? value : fallback);
}

PLUGIN(GetAllParameters) {
  WCHAR truncate[16];
  pop(top, truncate, 16);
  const WCHAR *line = GetCommandLineW();
  if (*line == '"') {
    line = wcschr(line + 1, '"');
    line = line == NULL ? L"" : line + 1;
  } else while (*line != 0 && *line != ' ') line++;
  while (*line == ' ') line++;
  push(top, size, line);
}

PLUGIN(GetParentPath) {
  WCHAR path[4096];
  pop(top, path, 4096);
  WCHAR *last = wcsrchr(path, '\\');
  if (last != NULL) *last = 0;
  push(top, size, path);
}

PLUGIN(ExecShellAsUser) {
  WCHAR file[4096], verb[64], arguments[4096];
  pop(top, arguments, 4096);
  pop(top, verb, 64);
  pop(top, file, 4096);
  push(top, size, (INT_PTR)ShellExecuteW(NULL, verb, file, arguments, NULL, SW_SHOW) > 32 ? L"ok" : L"error");
}

PLUGIN(HashFile) { push(top, size, L"error"); }

/* Nsis7z: by the 7za.exe that CHILD_LINK_7ZA names. */
PLUGIN(Extract) {
  WCHAR file[4096], program[4096], line[16384];
  pop(top, file, 4096);
  GetEnvironmentVariableW(L"CHILD_LINK_7ZA", program, 4096);
  wsprintfW(line, L"\"%s\" x -y -bso0 -bsp0 \"-o%s\" \"%s\"", program, variables + OUTDIR * size, file);
  STARTUPINFOW start = {sizeof start};
  PROCESS_INFORMATION process;
  DWORD code = 1;
  if (CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &process)) {
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
  }
  if (code != 0) ExitProcess(90);
}

/* UAC: whether the process is an administrator (2), and whether it runs inside an elevated one (3). */
PLUGIN(_) {
  WCHAR question[16];
  pop(top, question, 16);
  if (question[0] == '2' || question[0] == '3') {
    const WCHAR *answer = question[0] == '2' ? L"1" : L"0";
    if (question[1] == 's') push(top, size, answer);
    else lstrcpyW(variables, answer);
  }
}

/* WinShell, SpiderBanner */
PLUGIN(SetLnkAUMI) {
  WCHAR ignored[4096];
  pop(top, ignored, 4096);
  pop(top, ignored, 4096);
}
PLUGIN(UninstShortcut) {
  WCHAR ignored[4096];
  pop(top, ignored, 4096);
}
PLUGIN(UninstAppUserModelId) {
  WCHAR ignored[4096];
  pop(top, ignored, 4096);
}
PLUGIN(Show) {}
