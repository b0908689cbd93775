; Refuses, silently too, while the station says that a visit is under way. Intune tries again after 1618.
!macro refuseDuringVisit
  SetShellVarContext all
  ${If} ${FileExists} "$APPDATA\Child Link\data\run\visit"
    MessageBox MB_OK|MB_ICONSTOP "A visit is under way. Install after it. If the station does not start, delete $APPDATA\Child Link\data\run\visit.$\r$\n$\r$\nUne visite est en cours. Installez après celle-ci. Si le poste ne démarre pas, supprimez $APPDATA\Child Link\data\run\visit." /SD IDOK
    SetErrorLevel 1618
    Quit
  ${EndIf}
!macroend
!macro customInit
  !insertmacro refuseDuringVisit
!macroend
!macro customUnInit
  !insertmacro refuseDuringVisit
!macroend

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
