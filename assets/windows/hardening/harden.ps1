#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
  harden.ps1 -Verb Check|Apply|Revert [-KioskUser NAME]

  Closes what would lead past the station on Windows 11. Originals are kept in %ProgramData%\Child Link\hardening.json
  before the first change; Revert puts them back. Check prints a table of wanted and found and ends with 1 if they differ.
  -KioskUser: the account of the station; what belongs to that account is set in its own registry, signed in or not.
  Keyboard Filter and Shell Launcher are switched on and configured where the edition has them; elsewhere the station takes
  the desktop's place, and a task starts it again. Runs without questions, as Intune runs it: as the system, then again after
  the restart that a newly enabled feature needs. Every row: docs/windows.md.
#>
param(
  [Parameter(Mandatory = $true)][ValidateSet('Check', 'Apply', 'Revert')][string]$Verb,
  [string]$KioskUser = ''
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3

$kept = Join-Path $env:ProgramData 'Child Link\hardening.json'
# Both installers put it here.
$station = Join-Path $env:ProgramFiles 'child-link-station\child-link-station.exe'
if ($Verb -eq 'Apply' -and -not (Test-Path $station)) {
  throw "There is no station at ${station}: install it first, then run this again."
}

# Hive, key, name, type, wanted, why. M is the machine, K the kiosk account.
$rows = @(
  @('M', 'SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System', 'HideFastUserSwitching', 'DWord', 1, 'no switching of users'),
  @('M', 'SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\Explorer', 'NoClose', 'DWord', 1, 'no shutting down from the security screen'),
  @('M', 'SOFTWARE\Policies\Microsoft\Windows\System', 'DontDisplayNetworkSelectionUI', 'DWord', 1, 'no networks on the security screen'),
  @('M', 'SYSTEM\CurrentControlSet\Control\Terminal Server', 'fDenyTSConnections', 'DWord', 1, 'no remote desktop'),
  @('M', 'SOFTWARE\Policies\Microsoft\Windows\EdgeUI', 'AllowEdgeSwipe', 'DWord', 0, 'no swipes from the edges'),
  @('M', 'SOFTWARE\Policies\Microsoft\Windows\GameDVR', 'AllowGameDVR', 'DWord', 0, 'no game bar'),
  @('M', 'SOFTWARE\Policies\Microsoft\Windows\WindowsAI', 'TurnOffWindowsCopilot', 'DWord', 1, 'no Copilot'),
  @('M', 'SOFTWARE\Policies\Microsoft\WindowsInkWorkspace', 'AllowWindowsInkWorkspace', 'DWord', 0, 'no handwriting panel'),
  @('M', 'SOFTWARE\Policies\Microsoft\InputPersonalization', 'AllowInputPersonalization', 'DWord', 0, 'no voice typing'),
  @('M', 'SOFTWARE\Policies\Microsoft\Windows\Personalization', 'NoLockScreen', 'DWord', 1, 'no lock screen'),
  @('M', 'SOFTWARE\Policies\Microsoft\Windows\RemovableStorageDevices', 'Deny_All', 'DWord', 1, 'no memory sticks'),
  @('M', 'SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate', 'SetActiveHours', 'DWord', 1, 'updates know the hours of visits'),
  @('M', 'SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate', 'ActiveHoursStart', 'DWord', 5, 'no restart from 5 in the morning'),
  @('M', 'SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate', 'ActiveHoursEnd', 'DWord', 23, 'no restart until 11 at night'),
  @('M', 'SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate', 'SetUpdateNotificationLevel', 'DWord', 1, 'updates ask nobody'),
  @('M', 'SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate', 'UpdateNotificationLevel', 'DWord', 2, 'no window of the updates'),
  @('M', 'SOFTWARE\Policies\Microsoft\Power\PowerSettings\29F6C1DB-86DA-48C5-9FDB-F2B67B1F44DA', 'ACSettingIndex', 'DWord', 0, 'no sleep'),
  @('M', 'SOFTWARE\Policies\Microsoft\Power\PowerSettings\3C0BC021-C8A8-4E07-A973-6B14CBCB2B7E', 'ACSettingIndex', 'DWord', 0, 'the display stays on'),
  @('M', 'SOFTWARE\Policies\Microsoft\Power\PowerSettings\7648EFA3-DD9C-4E3E-B566-50F929386280', 'ACSettingIndex', 'DWord', 0, 'the power button does nothing'),
  @('M', 'SOFTWARE\Policies\Microsoft\Power\PowerSettings\96996BC0-AD50-47EC-923B-6F41874DD9EB', 'ACSettingIndex', 'DWord', 0, 'the sleep button does nothing'),
  @('M', 'SOFTWARE\Policies\Microsoft\Power\PowerSettings\5CA83367-6E45-459F-A27B-476B1D01C936', 'ACSettingIndex', 'DWord', 0, 'closing the lid does nothing'),
  @('M', 'SYSTEM\CurrentControlSet\Services\W32Time', 'Start', 'DWord', 2, 'the clock follows the network'),
  @('M', 'SOFTWARE\Microsoft\Windows\Windows Error Reporting', 'DontShowUI', 'DWord', 1, 'no error windows'),
  @('K', 'Software\Microsoft\Windows\CurrentVersion\Policies\System', 'DisableTaskMgr', 'DWord', 1, 'no task manager'),
  @('K', 'Software\Microsoft\Windows\CurrentVersion\Policies\System', 'DisableLockWorkstation', 'DWord', 1, 'no locking of the computer'),
  @('K', 'Software\Microsoft\Windows\CurrentVersion\Policies\System', 'DisableChangePassword', 'DWord', 1, 'no changing of the password'),
  @('K', 'Software\Microsoft\Windows\CurrentVersion\Policies\Explorer', 'NoLogoff', 'DWord', 1, 'no signing out'),
  @('K', 'Software\Microsoft\Windows\CurrentVersion\Policies\Explorer', 'NoWinKeys', 'DWord', 1, 'no Windows keys'),
  @('K', 'Software\Microsoft\Windows\CurrentVersion\Policies\Explorer', 'NoRun', 'DWord', 1, 'no Run window'),
  @('K', 'Control Panel\Accessibility\StickyKeys', 'Flags', 'String', '506', 'five times Shift does nothing'),
  @('K', 'Control Panel\Accessibility\Keyboard Response', 'Flags', 'String', '122', 'holding Shift does nothing'),
  @('K', 'Control Panel\Accessibility\ToggleKeys', 'Flags', 'String', '58', 'holding Num Lock does nothing'),
  @('K', 'Software\Policies\Microsoft\Windows\Explorer', 'DisableNotificationCenter', 'DWord', 1, 'no notification centre'),
  @('K', 'Software\Policies\Microsoft\Windows\CurrentVersion\PushNotifications', 'NoToastApplicationNotification', 'DWord', 1, 'no notifications')
)

# Enterprise, Education and IoT Enterprise have Keyboard Filter and Shell Launcher.
$hasKiosk = (Get-CimInstance Win32_OperatingSystem).OperatingSystemSKU -in 4, 27, 121, 122, 125, 126, 188, 191
# Shell Launcher restarts the station by itself; a shell of the account would bypass it.
if (-not $hasKiosk) {
  $rows += , @('K', 'Software\Microsoft\Windows NT\CurrentVersion\Winlogon', 'Shell', 'String', "`"$station`"", 'the station in place of the desktop')
}

$embedded = 'root\standardcimv2\embedded'
$task = 'Child Link Station'
$filtered = 'Ctrl+Alt+Del', 'Win+L', 'Win', 'Alt+F4', 'Alt+Tab', 'Alt+Esc', 'Ctrl+Esc', 'Ctrl+Win+F', 'Win+R', 'Win+U', 'Win+P', 'Shift+Ctrl+Esc', 'LaunchMail', 'LaunchMediaSelect', 'LaunchApp1', 'LaunchApp2'
$data = Join-Path $env:ProgramData 'Child Link\data'

# What `Apply` was told is what `Revert` must find: the account is kept with the originals.
$originals = if (Test-Path $kept) { Get-Content $kept -Raw | ConvertFrom-Json } else { $null }
if ($KioskUser -eq '' -and $null -ne $originals) { $KioskUser = $originals.KioskUser }

$mount = 'ChildLinkKiosk'
$mounted = $false
$loaded = $false
if ($KioskUser -ne '') {
  $sid = (New-Object Security.Principal.NTAccount($KioskUser)).Translate([Security.Principal.SecurityIdentifier]).Value
  # Signed in: its registry is there already.
  $loaded = Test-Path "Registry::HKEY_USERS\$sid"
  if ($loaded) { $mount = $sid }
  $home_ = (Get-ItemProperty "HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\$sid").ProfileImagePath
  if (-not $loaded) {
    & reg.exe load "HKU\$mount" (Join-Path $home_ 'NTUSER.DAT') | Out-Null
    if ($LASTEXITCODE -ne 0) { throw "The registry of $KioskUser cannot be loaded." }
  }
  $mounted = $true
}

function Test-Embedded($class) {
  $null -ne (Get-CimClass -Namespace $embedded -ClassName $class -ErrorAction SilentlyContinue)
}

# What is no registry value: what is wanted, what is found, how it is set and how it is put back. `Found` returns `Wanted`
# when it is as it must be.
$parts = @(
  if ($hasKiosk -and $mounted) {
    [pscustomobject]@{
      Why = 'Shell Launcher starts the station and starts it again'; Wanted = "$station, restart"
      Found = {
        if (-not (Test-Embedded 'WESL_UserSetting')) { return 'the feature is off: Apply, restart, Apply' }
        $mine = Get-CimInstance -Namespace $embedded -ClassName WESL_UserSetting -Filter "Sid='$sid'"
        if ($null -eq $mine) { 'no shell for this account' } elseif ($mine.DefaultAction -ne 0) { "action $($mine.DefaultAction)" } else { "$($mine.Shell.Trim('"')), restart" }
      }
      Set = {
        if (-not (Test-Embedded 'WESL_UserSetting')) { return }
        $shell = @{ Sid = $sid; Shell = "`"$station`""; CustomReturnCodes = [int[]]@(); CustomReturnCodesAction = [int[]]@(); DefaultAction = 0 }
        Invoke-CimMethod -Namespace $embedded -ClassName WESL_UserSetting -MethodName RemoveCustomShell -Arguments @{ Sid = $sid } -ErrorAction SilentlyContinue | Out-Null
        Invoke-CimMethod -Namespace $embedded -ClassName WESL_UserSetting -MethodName SetDefaultShell -Arguments @{ Shell = 'explorer.exe'; DefaultAction = 0 } | Out-Null
        Invoke-CimMethod -Namespace $embedded -ClassName WESL_UserSetting -MethodName SetCustomShell -Arguments $shell | Out-Null
        Invoke-CimMethod -Namespace $embedded -ClassName WESL_UserSetting -MethodName SetEnabled -Arguments @{ Enabled = $true } | Out-Null
      }
      Revert = {
        if (-not (Test-Embedded 'WESL_UserSetting')) { return }
        Invoke-CimMethod -Namespace $embedded -ClassName WESL_UserSetting -MethodName RemoveCustomShell -Arguments @{ Sid = $sid } -ErrorAction SilentlyContinue | Out-Null
      }
    }
  }
  if ($hasKiosk) {
    [pscustomobject]@{
      Why = 'Keyboard Filter holds the keys of the system, and no key ends it'; Wanted = "$($filtered.Count) keys, no way out"
      Found = {
        if (-not (Test-Embedded 'WEKF_PredefinedKey')) { return 'the feature is off: Apply, restart, Apply' }
        $on = @(Get-CimInstance -Namespace $embedded -ClassName WEKF_PredefinedKey | Where-Object { $filtered -contains $_.Id -and $_.Enabled })
        $breakout = (Get-CimInstance -Namespace $embedded -ClassName WEKF_Settings -Filter "Name='BreakoutKeyScanCode'").Value
        if ("$breakout" -ne '0') { "$($on.Count) keys, and key $breakout ends it" } else { "$($on.Count) keys, no way out" }
      }
      Set = {
        if (-not (Test-Embedded 'WEKF_PredefinedKey')) { return }
        Get-CimInstance -Namespace $embedded -ClassName WEKF_PredefinedKey | Where-Object { $filtered -contains $_.Id } | Set-CimInstance -Property @{ Enabled = $true }
        # Otherwise five presses of the left Windows key open the sign-in screen.
        Get-CimInstance -Namespace $embedded -ClassName WEKF_Settings -Filter "Name='BreakoutKeyScanCode'" | Set-CimInstance -Property @{ Value = '0' }
        Set-Service MsKeyboardFilter -StartupType Automatic
      }
      Revert = {
        if (-not (Test-Embedded 'WEKF_PredefinedKey')) { return }
        Get-CimInstance -Namespace $embedded -ClassName WEKF_PredefinedKey | Where-Object { $filtered -contains $_.Id } | Set-CimInstance -Property @{ Enabled = $false }
        Get-CimInstance -Namespace $embedded -ClassName WEKF_Settings -Filter "Name='BreakoutKeyScanCode'" | Set-CimInstance -Property @{ Value = '91' }
      }
    }
  }
  if (-not $hasKiosk -and $mounted) {
    [pscustomobject]@{
      Why = 'a task starts the station again within a minute'; Wanted = 'Ready or Running'
      Found = {
        $there = Get-ScheduledTask -TaskName $task -ErrorAction SilentlyContinue
        if ($null -eq $there) { 'no task' } elseif ("$($there.State)" -in 'Ready', 'Running') { 'Ready or Running' } else { "$($there.State)" }
      }
      Set = {
        # A second station ends at once, so the task may try while one runs.
        $action = New-ScheduledTaskAction -Execute $station
        $often = New-ScheduledTaskTrigger -Once -At (Get-Date) -RepetitionInterval (New-TimeSpan -Minutes 1)
        $who = New-ScheduledTaskPrincipal -UserId $KioskUser -LogonType Interactive -RunLevel Limited
        $how = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -ExecutionTimeLimit ([TimeSpan]::Zero)
        Register-ScheduledTask -TaskName $task -Action $action -Trigger $often -Principal $who -Settings $how -Force | Out-Null
      }
      Revert = { Unregister-ScheduledTask -TaskName $task -Confirm:$false -ErrorAction SilentlyContinue }
    }
  }
  if ($mounted) {
    [pscustomobject]@{
      Why = 'only the station''s account and administrators reach the record'; Wanted = 'its account alone'
      Found = {
        if (-not (Test-Path $data)) { return 'no folder' }
        $others = @((Get-Acl $data).Access | ForEach-Object { $_.IdentityReference.Translate([Security.Principal.SecurityIdentifier]).Value } | Where-Object { $_ -notin $sid, 'S-1-5-18', 'S-1-5-32-544' } | Sort-Object -Unique)
        if ($others.Count -gt 0) { "also $($others -join ', ')" } else { 'its account alone' }
      }
      Set = {
        New-Item $data -ItemType Directory -Force | Out-Null
        & icacls.exe $data /inheritance:r /remove:g '*S-1-5-32-545' '*S-1-3-0' /grant:r '*S-1-5-18:(OI)(CI)F' '*S-1-5-32-544:(OI)(CI)F' "*${sid}:(OI)(CI)F" | Out-Null
      }
      # The installer's rights.
      Revert = { & icacls.exe $data /remove:g "*$sid" /grant:r '*S-1-5-32-545:(RX,WD,AD)' '*S-1-3-0:(OI)(CI)(IO)F' | Out-Null }
    }
  }
)

function Get-Place($row) {
  if ($row[0] -eq 'M') { "Registry::HKEY_LOCAL_MACHINE\$($row[1])" } else { "Registry::HKEY_USERS\$mount\$($row[1])" }
}

function Get-Found($row) {
  $place = Get-Place $row
  if (-not (Test-Path $place)) { return $null }
  $item = Get-Item $place
  if ($item.GetValueNames() -notcontains $row[2]) { return $null }
  $item.GetValue($row[2], $null, 'DoNotExpandEnvironmentNames')
}

function Set-Row($row, $value) {
  $place = Get-Place $row
  if ($null -eq $value) {
    if (Test-Path $place) { Remove-ItemProperty $place -Name $row[2] -ErrorAction SilentlyContinue }
    return
  }
  if (-not (Test-Path $place)) { New-Item $place -Force | Out-Null }
  New-ItemProperty $place -Name $row[2] -PropertyType $row[3] -Value $value -Force | Out-Null
}

try {
  $mine = @($rows | Where-Object { $_[0] -eq 'M' -or $mounted })
  switch ($Verb) {
    'Check' {
      $table = $mine | ForEach-Object {
        $found = Get-Found $_
        [pscustomobject]@{ OK = "$found" -eq "$($_[4])"; Why = $_[5]; Wanted = $_[4]; Found = $found; Place = "$($_[1])\$($_[2])" }
      }
      $table = @($table) + @($parts | ForEach-Object {
          $found = & $_.Found
          [pscustomobject]@{ OK = "$found" -eq $_.Wanted; Why = $_.Why; Wanted = $_.Wanted; Found = $found; Place = '' }
        })
      $table | Format-Table -AutoSize -Wrap
      if (-not $mounted) { Write-Output 'The kiosk account was not looked at: give -KioskUser.' }
      if (@($table | Where-Object { -not $_.OK }).Count -gt 0) {
        Write-Output 'To put it right: harden.ps1 -Verb Apply -KioskUser NAME'
        $script:ended = 1
      }
    }
    'Apply' {
      if ($null -eq $originals) {
        $values = @($mine | ForEach-Object { [pscustomobject]@{ Place = "$($_[0])\$($_[1])\$($_[2])"; Value = Get-Found $_ } })
        New-Item (Split-Path $kept) -ItemType Directory -Force | Out-Null
        [pscustomobject]@{ KioskUser = $KioskUser; Values = $values } | ConvertTo-Json -Depth 4 | Set-Content "$kept.new" -Encoding UTF8
        Move-Item "$kept.new" $kept
      }
      $mine | ForEach-Object { Set-Row $_ $_[4] }
      foreach ($feature in @(if ($hasKiosk) { 'Client-KeyboardFilter', 'Client-EmbeddedShellLauncher' })) {
        $state = Get-WindowsOptionalFeature -Online -FeatureName $feature -ErrorAction SilentlyContinue
        if ($null -ne $state -and $state.State -ne 'Enabled') {
          Enable-WindowsOptionalFeature -Online -FeatureName $feature -All -NoRestart | Out-Null
        }
      }
      $parts | ForEach-Object { & $_.Set }
      Write-Output 'Applied; it takes hold at the next start of the computer.'
    }
    'Revert' {
      if ($null -eq $originals) { Write-Output 'Nothing was changed here.'; break }
      foreach ($row in $mine) {
        $entry = $originals.Values | Where-Object { $_.Place -eq "$($row[0])\$($row[1])\$($row[2])" }
        if ($null -ne $entry) { Set-Row $row $entry.Value }
      }
      $parts | ForEach-Object { & $_.Revert }
      Remove-Item $kept
      Write-Output 'Put back; the optional features stay as they are.'
    }
  }
}
finally {
  if ($mounted -and -not $loaded) {
    [GC]::Collect()
    & reg.exe unload "HKU\$mount" | Out-Null
  }
}
exit $(if (Test-Path variable:script:ended) { $script:ended } else { 0 })
