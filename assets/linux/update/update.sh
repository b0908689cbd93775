#!/bin/sh
# update.sh stage|install|recover
# `stage` fetches a newer version from the institution's repository, checked by apt against the key that
# updates.sources names, and lays it ready with the running version beside it. `install` puts it in place at the hour
# that the station chooses; a version that does not become ready, twice, is replaced by the former one and not tried
# again. `recover` finishes at boot what a power cut interrupted. Whatever fails, the station is started again.
# As root; child-link-update*.service call it. Asks no other repository for anything.
#
# Two files say where an installation is: `proving` from before the station is stopped until a version has proven itself,
# `unpacking` while dpkg works, when the station must not start.
set -eu

package=child-link-station
unit=child-link-station.service
sources=/etc/child-link/updates.sources
kept=${CHILD_LINK_UPDATE_FOLDER:-/var/lib/child-link-update}
run=${CHILD_LINK_RUN_FOLDER:-/run/child-link-station}
program=${CHILD_LINK_PROGRAM:-/usr/bin/$package}
ready_seconds=${CHILD_LINK_READY_SECONDS:-60}
# The system's own updates may hold dpkg's lock, above all right after a start.
lock_waits=${CHILD_LINK_LOCK_WAITS-20 60}

say() { echo "child-link-update: $*" >&2; }
as_station() { setpriv --reuid=child-link --regid=child-link --init-groups "$@"; }
installed() { dpkg-query -W -f '${Version}' "$package"; }

# Runs apt with one repository, and lists and cache of its own; an unsigned repository is refused.
one_source() {
  tool=$1
  shift
  "$tool" -q \
    -o Dir::Etc::SourceList="$sources" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$kept/lists" -o Dir::Cache="$kept/cache" \
    -o APT::Sandbox::User=root -o APT::Update::Error-Mode=any \
    -o Acquire::AllowInsecureRepositories=false -o Acquire::AllowDowngradeToInsecureRepositories=false \
    "$@"
}

# fetch VERSION NAME: downloads that exact version as NAME.deb, whole or not at all.
fetch() {
  rm -rf "$kept/fetch"
  mkdir "$kept/fetch"
  (cd "$kept/fetch" && one_source apt-get download "$package=$1" >/dev/null) || return 1
  set -- "$1" "$2" "$kept"/fetch/*.deb
  if [ "$(dpkg-deb --field "$3" Package)" != "$package" ] || [ "$(dpkg-deb --field "$3" Version)" != "$1" ]; then
    say "the repository has another package under $1"
    return 1
  fi
  mv "$3" "$kept/$2.deb"
  echo "$1" >"$kept/$2"
}

stage() {
  mkdir -p "$kept/lists/partial" "$kept/cache/archives/partial"
  chmod 0755 "$kept"
  one_source apt-get update >/dev/null
  candidate=$(one_source apt-cache madison "$package" | awk -F'|' '{ gsub(/ /, "", $2); print $2 }' |
    while read -r version; do
      if ! grep -qxF "$version" "$kept/refused" 2>/dev/null; then echo "$version"; fi
    done | sort -V | tail -n 1)
  now=$(installed)
  if [ -z "$candidate" ] || ! dpkg --compare-versions "$candidate" gt "$now"; then
    rm -f "$kept/staged" "$kept/staged.deb"
    say "nothing newer than $now"
    return 0
  fi
  # Without the running version there would be no way back.
  if [ "$(cat "$kept/former" 2>/dev/null)" != "$now" ]; then
    fetch "$now" former || { say "the repository does not hold $now, which runs: nothing is updated"; return 1; }
  fi
  if [ "$(cat "$kept/staged" 2>/dev/null)" = "$candidate" ]; then return 0; fi
  rm -f "$kept/staged"
  fetch "$candidate" staged
  rm -rf "$kept/fetch"
  say "$candidate lies ready"
}

# The folder is the kiosk account's, so whatever is under this name is read as that account, and not for long: a FIFO
# never ends, and a link leads where that account may read anyway.
said_ready() { as_station timeout 2 head -c 200 "$run/ready" 2>/dev/null | head -n 1; }

# becomes_ready VERSION: restarts the station and waits for its first page. Stopping the service clears what
# another version left in $run, including its crashes.
becomes_ready() {
  systemctl stop "$unit"
  systemctl start "$unit"
  waited=0
  while [ "$waited" -lt "$ready_seconds" ]; do
    if [ "$(said_ready)" = "$1" ]; then return 0; fi
    sleep 1
    waited=$((waited + 1))
  done
  say "$1 did not become ready within $ready_seconds s"
  return 1
}

data_folder() {
  "$program" settings check --json | sed -n 's/.*"dataFolder":"\([^"]*\)".*/\1/p'
}

# Copies the record beside itself, as the account that owns it. Removed once the new version has proven itself.
keep_record() {
  as_station timeout 300 sh -euc 'cd "$1"; rm -rf before-update; mkdir -m 0700 before-update
    for file in journal.sqlite journal.sqlite-wal journal.sqlite.head; do
      if [ -f "$file" ]; then cp -p "$file" before-update/; fi
    done' sh "$1"
}
# For a record that the former version cannot read any more because it was migrated. What the new one wrote is
# set aside.
bring_record_back() {
  as_station timeout 300 sh -euc 'cd "$1"; [ -d before-update ]
    for file in journal.sqlite journal.sqlite-wal journal.sqlite-shm journal.sqlite.head; do
      if [ -f "$file" ]; then mv "$file" "journal.sqlite.set-aside-update-${file#journal.sqlite}"; fi
    done
    cp -p before-update/* .' sh "$1"
}
forget_record() { as_station rm -rf "$1/before-update"; }

# mark NAME [TEXT]: on the disk before anything that it announces.
mark() {
  echo "${2:-}" >"$kept/$1"
  sync "$kept/$1" "$kept"
}

# unpack FILE WAY: the files on disk are one version's or the other's when this returns, or dpkg has said why not.
unpack() {
  mark unpacking
  for wait in 0 $lock_waits; do
    sleep "$wait"
    if CHILD_LINK_UPDATING=$2 dpkg --install --force-downgrade "$1"; then
      sync
      rm -f "$kept/unpacking"
      return 0
    fi
  done
  return 1
}

is_whole() { [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null)" = 'ii ' ]; }

go_back() {
  former=$(cat "$kept/former")
  say "going back from $1 to $former"
  systemctl stop "$unit"
  # A package that dpkg has put back by itself needs no room on a full disk.
  if ! { is_whole && [ "$(installed)" = "$former" ]; }; then unpack "$kept/former.deb" back; fi
  rm -f "$kept/unpacking"
  if becomes_ready "$former"; then return 0; fi
  systemctl stop "$unit"
  bring_record_back "$2"
  becomes_ready "$former"
}

# prove VERSION FOLDER: keeps a version that becomes ready, and replaces one that does not.
prove() {
  if is_whole && [ "$(installed)" = "$1" ] && { becomes_ready "$1" || becomes_ready "$1"; }; then
    if [ -f "$kept/staged.deb" ]; then
      mv "$kept/staged.deb" "$kept/former.deb"
      mv "$kept/staged" "$kept/former"
    fi
    finish "$2"
    rm -f "$kept/failed"
    say "$1 runs"
    return 0
  fi
  echo "$1" >>"$kept/refused"
  : >"$kept/failed"
  rm -f "$kept/staged" "$kept/staged.deb"
  go_back "$1" "$2" || say 'going back has failed'
  finish "$2"
  return 1
}

finish() {
  forget_record "$1" || true
  rm -f "$kept/proving" "$kept/unpacking"
}

# Never leaves the station dark: what was stopped is started, however this ends.
start_again() {
  rm -f "$kept/unpacking"
  systemctl --no-block start "$unit"
}

install_staged() {
  rm -f "$run/update-now"
  wanted=$(cat "$kept/staged" 2>/dev/null) || { say 'nothing lies ready'; return 0; }
  now=$(installed)
  if ! dpkg --compare-versions "$wanted" gt "$now"; then
    say "$wanted is not newer than $now, which runs"
    rm -f "$kept/staged" "$kept/staged.deb"
    return 1
  fi
  if [ -e "$run/visit" ]; then
    say 'a visit is under way'
    return 1
  fi
  [ "$(cat "$kept/former" 2>/dev/null)" = "$now" ] || { say "there is no way back to $now"; return 1; }
  folder=$(data_folder)
  [ -n "$folder" ] || { say 'the settings name no data folder'; return 1; }
  mark proving "$wanted $folder"
  trap start_again EXIT
  systemctl stop "$unit"
  if ! keep_record "$folder"; then
    say 'the record cannot be copied: nothing is installed'
    finish "$folder"
    return 1
  fi
  unpack "$kept/staged.deb" on || say "dpkg has not installed $wanted"
  prove "$wanted" "$folder"
}

# After a power cut. The package that was being unpacked is unpacked again; where that fails, the former one is.
recover() {
  read -r wanted folder <"$kept/proving" || { rm -f "$kept/proving" "$kept/unpacking"; return 0; }
  say "the installation of $wanted was interrupted"
  trap start_again EXIT
  if [ -e "$kept/unpacking" ]; then
    # Nothing else writes here, and the power has ended it.
    dpkg --configure --pending || true
    if ! { [ -f "$kept/staged.deb" ] && unpack "$kept/staged.deb" on; }; then say "$wanted cannot be finished"; fi
  elif [ "$(installed)" != "$wanted" ]; then
    # The power failed before dpkg began, or after the way back: what is installed is whole.
    finish "$folder"
    return 0
  fi
  prove "$wanted" "$folder"
}

case "${1:-}" in
stage) stage ;;
install) install_staged ;;
recover) recover ;;
*)
  echo 'Use it as: update.sh stage|install|recover' >&2
  exit 2
  ;;
esac
