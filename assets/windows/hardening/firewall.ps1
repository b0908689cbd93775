# firewall.ps1 [-Program PATH] [-Revert]
# What the station's program may send, by address and port: the only thing that stops a datagram of a page to any address.
# As an administrator. Blocks everything outbound that no rule allows, for every program: add rules for what else the
# machine needs (updates, management) before. Media networks: Webex, "Network Requirements for Webex Services"
# (WBX000028782), as `meeting.mediaNetworks` has them.
param(
  [string] $Program = "$env:ProgramFiles\child-link-station\child-link-station.exe",
  [switch] $Revert
)
$ErrorActionPreference = 'Stop'
$group = 'Child Link'
Get-NetFirewallRule -Group $group -ErrorAction SilentlyContinue | Remove-NetFirewallRule
if ($Revert) {
  Set-NetFirewallProfile -All -DefaultOutboundAction Allow
  return
}
# With rules for a program that is not there, the station would reach nothing.
if (-not (Test-Path $Program)) { throw "There is no station at ${Program}: install it first, or name it with -Program." }
$media = @(
  '23.89.0.0/16', '44.234.52.192/26', '62.109.192.0/18', '64.68.96.0/19', '66.163.32.0/19', '69.26.160.0/19',
  '114.29.192.0/19', '144.196.0.0/16', '150.253.128.0/17', '163.129.0.0/17', '170.72.0.0/16', '170.133.128.0/18',
  '173.39.224.0/19', '173.243.0.0/20', '207.182.160.0/19', '209.197.192.0/19', '210.4.192.0/20', '216.151.128.0/19'
)
$rule = @{ Group = $group; Direction = 'Outbound'; Action = 'Allow'; Program = $Program }
New-NetFirewallRule @rule -DisplayName 'Child Link media' -Protocol UDP -RemotePort 5004, 9000 -RemoteAddress $media
New-NetFirewallRule @rule -DisplayName 'Child Link media over TCP' -Protocol TCP -RemotePort 443, 5004 -RemoteAddress $media
New-NetFirewallRule @rule -DisplayName 'Child Link pages and server' -Protocol TCP -RemotePort 443
New-NetFirewallRule -Group $group -Direction Outbound -Action Allow -DisplayName 'Names' -Service Dnscache -Protocol UDP -RemotePort 53
Set-NetFirewallProfile -All -DefaultOutboundAction Block
