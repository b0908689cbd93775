#!/bin/sh
# harden.sh apply|revert [ROOT]
# Closes what would lead past the station on Linux, as root; `revert` puts back what was there. What each file does
# stands in it. `hardening check` says what is in place. Takes hold at the next start of the machine.
set -eu

verb=${1:-}
root=${2:-}
kept="$root/var/lib/child-link-hardening"

# Backs up what is at a path before its first change: the file itself, or a note that there was none.
keep() {
  if [ -e "$kept/originals$1" ] || [ -L "$kept/originals$1" ] || [ -e "$kept/absent$1" ]; then return; fi
  if [ -e "$root$1" ] || [ -L "$root$1" ]; then
    mkdir -p "$(dirname "$kept/originals$1")"
    cp -a "$root$1" "$kept/originals$1.new"
    mv "$kept/originals$1.new" "$kept/originals$1"
  else
    mkdir -p "$(dirname "$kept/absent$1")"
    : >"$kept/absent$1"
  fi
}

# Writes a root-owned file from standard input, whole or not at all.
put() {
  keep "$1"
  mkdir -p "$(dirname "$root$1")"
  cat >"$root$1.new"
  chmod 0644 "$root$1.new"
  rm -f "$root$1"
  mv "$root$1.new" "$root$1"
}

point() {
  keep "$1"
  mkdir -p "$(dirname "$root$1")"
  ln -sfn "$2" "$root$1"
}

# With a password in /etc/child-link/grub-password (a line of grub-mkpasswd-pbkdf2), the menu and its command line ask
# for it, and the station still starts without it. Takes effect by update-grub.
boot_password() {
  entries=/etc/grub.d/10_linux
  if [ -f "$root/etc/child-link/grub-password" ] && [ -f "$root$entries" ]; then
    hash=$(grep -o 'grub\.pbkdf2\.[A-Za-z0-9.]*' "$root/etc/child-link/grub-password" | head -n 1)
    put /etc/grub.d/01_child_link <<END
#!/bin/sh
cat <<'MENU'
set superusers="child-link"
password_pbkdf2 child-link $hash
MENU
END
    sed 's/^CLASS="\(--unrestricted \)\{0,1\}/CLASS="--unrestricted /' "$root$entries" >"$kept/entries"
    put "$entries" <"$kept/entries"
    rm "$kept/entries"
    chmod 0700 "$root/etc/grub.d/01_child_link"
    chmod 0755 "$root$entries"
  else
    echo 'No /etc/child-link/grub-password: the boot menu asks for no password.' >&2
  fi
  if [ -z "$root" ] && command -v update-grub >/dev/null; then update-grub; fi
}

# The record names every entry's time, and orders and sign-ins expire by it. A service that is already there stays.
time_service() {
  wants=/etc/systemd/system/multi-user.target.wants
  for service in chrony ntpsec ntp; do
    if [ -L "$root$wants/$service.service" ]; then return; fi
  done
  unit=/usr/lib/systemd/system/systemd-timesyncd.service
  if [ -f "$root$unit" ] || [ -f "$root${unit#/usr}" ]; then
    point /etc/systemd/system/sysinit.target.wants/systemd-timesyncd.service "$unit"
  else
    echo 'No time service: install systemd-timesyncd or chrony.' >&2
  fi
}

apply() {
  mkdir -p "$kept"
  chmod 0700 "$kept"
  put /etc/sysctl.d/60-child-link.conf <<'END'
# The SysRq key takes the keyboard from the station, or kills it.
kernel.sysrq = 0
END
  put /etc/systemd/logind.conf.d/60-child-link.conf <<'END'
# No other terminal; no key of the machine that stops, suspends or restarts it.
[Login]
NAutoVTs=0
ReserveVT=0
HandlePowerKey=ignore
HandleSuspendKey=ignore
HandleHibernateKey=ignore
HandleRebootKey=ignore
HandleLidSwitch=ignore
HandleLidSwitchExternalPower=ignore
END
  put /etc/systemd/system.conf.d/60-child-link.conf <<'END'
# Otherwise Control+Alt+Delete seven times within two seconds restarts the machine.
[Manager]
CtrlAltDelBurstAction=none
END
  point /etc/systemd/system/ctrl-alt-del.target /dev/null
  point /etc/systemd/system/autovt@.service /dev/null
  put /etc/X11/xorg.conf.d/60-child-link.conf <<'END'
# For stations in a bare X session: no switch to another terminal, no key that ends X.
Section "ServerFlags"
  Option "DontVTSwitch" "on"
  Option "DontZap" "on"
EndSection
END
  put /etc/udev/rules.d/60-child-link-usb.rules <<'END'
# Only sound, keyboards and pointers, hubs and webcams are authorised: no storage, network adapter, phone or maker's class.
ACTION=="add", SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_interface", ATTR{bInterfaceClass}!="01", ATTR{bInterfaceClass}!="03", ATTR{bInterfaceClass}!="09", ATTR{bInterfaceClass}!="0e", ATTR{authorized}="0"
END
  put /etc/default/grub.d/60-child-link.cfg <<'END'
# No menu, no recovery entry, no other system to start.
GRUB_TIMEOUT=0
GRUB_TIMEOUT_STYLE=hidden
GRUB_RECORDFAIL_TIMEOUT=0
GRUB_DISABLE_RECOVERY=true
GRUB_DISABLE_OS_PROBER=true
END
  boot_password
  time_service
  point /etc/systemd/system/default.target /usr/lib/systemd/system/multi-user.target
  point /etc/systemd/system/sysinit.target.wants/child-link-lock.service /usr/lib/systemd/system/child-link-lock.service
  point /etc/systemd/system/multi-user.target.wants/child-link-station.service /usr/lib/systemd/system/child-link-station.service
}

# Restores everything backed up and removes what was not there before.
revert() {
  if [ ! -d "$kept" ]; then
    echo 'Nothing was changed here.' >&2
    return
  fi
  if [ -d "$kept/absent" ]; then
    (cd "$kept/absent" && find . -type f) | while IFS= read -r file; do rm -f "$root/$file"; done
  fi
  if [ -d "$kept/originals" ]; then
    (cd "$kept/originals" && find . ! -type d) | while IFS= read -r file; do
      rm -f "$root/$file"
      cp -a "$kept/originals/$file" "$root/$file"
    done
  fi
  rm -rf "$kept"
  if [ -z "$root" ] && command -v update-grub >/dev/null; then update-grub; fi
}

case "$verb" in
apply | revert) "$verb" ;;
*)
  echo 'Use it as: harden.sh apply|revert [ROOT]' >&2
  exit 2
  ;;
esac
