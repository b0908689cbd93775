; Makes the folder of the settings and the record. Windows would let every account write there. `scripts/package/msi.ts`
; gives it the same rights: the system and administrators everything, users reading; in the record's folder each account has
; only what it made itself, until `harden.ps1 -KioskUser` leaves it to the station's account alone.
!macro customInstall
  SetShellVarContext all
  ${IfNot} ${FileExists} "$APPDATA\Child Link\data\*.*"
    CreateDirectory "$APPDATA\Child Link\data"
    nsExec::Exec '"$SYSDIR\icacls.exe" "$APPDATA\Child Link\data" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(RX,WD,AD) *S-1-3-0:(OI)(CI)(IO)F'
    Pop $0
  ${EndIf}
  nsExec::Exec '"$SYSDIR\icacls.exe" "$APPDATA\Child Link" /setowner *S-1-5-32-544'
  Pop $0
  nsExec::Exec '"$SYSDIR\icacls.exe" "$APPDATA\Child Link" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX'
  Pop $0
!macroend
