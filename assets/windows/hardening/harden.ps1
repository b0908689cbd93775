#Requires -Version 5.1
#Requires -RunAsAdministrator
<#
  harden.ps1 -Verb Check|Apply|Revert [-KioskUser NAME]

  Closes what would lead past the station on Windows 11. Originals are kept in %ProgramData%\Child Link\hardening.json
  before the first change; Revert puts them back. Check prints a table of wanted and found and ends with 1 if they differ.
  -KioskUser: the account of the station; what belongs to that account is set in its own registry, which must not be
  loaded (sign the account out first). Keyboard Filter and Shell Launcher are switched on where the edition has them.
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
  @('K', 'Software\Microsoft\Windows NT\CurrentVersion\Winlogon', 'Shell', 'String', "`"$station`"", 'the station in place of the desktop')
)

# What `Apply` was told is what `Revert` must find: the account is kept with the originals.
$originals = if (Test-Path $kept) { Get-Content $kept -Raw | ConvertFrom-Json } else { $null }
if ($KioskUser -eq '' -and $null -ne $originals) { $KioskUser = $originals.KioskUser }

$mount = 'ChildLinkKiosk'
$mounted = $false
if ($KioskUser -ne '') {
  $sid = (New-Object Security.Principal.NTAccount($KioskUser)).Translate([Security.Principal.SecurityIdentifier]).Value
  $home_ = (Get-ItemProperty "HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\$sid").ProfileImagePath
  & reg.exe load "HKU\$mount" (Join-Path $home_ 'NTUSER.DAT') | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "The registry of $KioskUser cannot be loaded: sign the account out first." }
  $mounted = $true
}

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
      foreach ($feature in 'Client-KeyboardFilter', 'Client-EmbeddedShellLauncher') {
        $state = Get-WindowsOptionalFeature -Online -FeatureName $feature -ErrorAction SilentlyContinue
        if ($null -ne $state -and $state.State -ne 'Enabled') {
          Enable-WindowsOptionalFeature -Online -FeatureName $feature -All -NoRestart | Out-Null
        }
      }
      Write-Output 'Applied; it takes hold at the next start of the computer.'
    }
    'Revert' {
      if ($null -eq $originals) { Write-Output 'Nothing was changed here.'; break }
      foreach ($row in $mine) {
        $entry = $originals.Values | Where-Object { $_.Place -eq "$($row[0])\$($row[1])\$($row[2])" }
        if ($null -ne $entry) { Set-Row $row $entry.Value }
      }
      Remove-Item $kept
      Write-Output 'Put back; the optional features stay as they are.'
    }
  }
}
finally {
  if ($mounted) {
    [GC]::Collect()
    & reg.exe unload "HKU\$mount" | Out-Null
  }
}
exit $(if (Test-Path variable:script:ended) { $script:ended } else { 0 })
