/*
 * Stands in for PowerShell, which Wine lacks, for the three questions of electron-builder's installer: whether PowerShell
 * can be used, whether a program of the installation folder runs, and that it be ended. Answers by the real process list.
 */
#include <windows.h>
#include <psapi.h>
#include <tlhelp32.h>
#include <wchar.h>

int wmain(void) {
  const WCHAR *line = GetCommandLineW();
  if (wcsstr(line, L"Get-Command Get-CimInstance") != NULL || wcsstr(line, L"Get-ExecutionPolicy") != NULL) return 0;
  const WCHAR *start = wcsstr(line, L"StartsWith('");
  if (start == NULL) return 1;
  WCHAR folder[MAX_PATH];
  lstrcpynW(folder, start + 12, MAX_PATH);
  WCHAR *end = wcschr(folder, '\'');
  if (end == NULL) return 1;
  *end = 0;
  int found = 0;
  HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  PROCESSENTRY32W entry = {sizeof entry};
  for (BOOL more = Process32FirstW(all, &entry); more; more = Process32NextW(all, &entry)) {
    HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ | PROCESS_TERMINATE, FALSE, entry.th32ProcessID);
    WCHAR path[MAX_PATH];
    if (process == NULL) continue;
    if (GetModuleFileNameExW(process, NULL, path, MAX_PATH) > 0 && _wcsnicmp(path, folder, wcslen(folder)) == 0) {
      found++;
      if (wcsstr(line, L"Stop-Process") != NULL) TerminateProcess(process, 9);
    }
    CloseHandle(process);
  }
  return found > 0 ? 0 : 1;
}
