# Process 1 of the guest once its root is there: loads the drivers, runs the tests, says how they ended, powers off. With an
# installed package it is systemd that is process 1, and this runs once more as a service of it.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 NO_COLOR=1
word() { tr ' ' '\n' < /proc/cmdline | sed -n "s/^vm\.$1=//p"; }
stty raw -echo < /dev/hvc1
modprobe -a xhci_pci usbhid hid_generic hid_jabra hid_plantronics evdev uinput uhid vhci-hcd 2> /dev/hvc1
ip link set lo up 2> /dev/null
package="$(word package)"
if [ -n "$package" ] && [ $$ -eq 1 ]; then
  sh "$(word repository)/test/hardware/guest/install.sh" "$package" > /dev/hvc1 2>&1
  cat > /run/hardware-tests.service << END
[Unit]
DefaultDependencies=no
Wants=systemd-journald.socket
After=systemd-journald.socket
[Service]
ExecStart=/bin/sh $(word repository)/test/hardware/guest/run.sh
END
  mkdir -p /etc/systemd/system
  mv /run/hardware-tests.service /etc/systemd/system/
  exec /lib/systemd/systemd --unit=hardware-tests.service
fi
echo "guest up after $(cut -d' ' -f1 /proc/uptime) s" > /dev/hvc1
cd "$(word repository)" || exit 1
# Parameters come as one word, separated by commas.
export VM_HELPER="$(word helper)"
export VM_RECORD="$(word record)" VM_SESSION="$(word session)" VM_PIN="$(word pin)"
export VM_ELECTRON="$(word electron)" VM_ELECTRON_PROGRAM="$(word program)"
export VM_PARAMETERS="$(word parameters)" NODE_COMPILE_CACHE=/tmp/compiled
node_modules/node/bin/node $(word flags | tr , ' ') --disable-warning=ExperimentalWarning \
  --test-reporter=tap --test-timeout="$(word timeout)" --test-name-pattern="$(word pattern)" \
  --test-skip-pattern="$(word skip)" test/hardware/guest/main.ts > /dev/hvc1 2>&1 < /dev/null
echo "@@exit $?" > /dev/hvc1
sleep 1
echo o > /proc/sysrq-trigger
sleep 5
