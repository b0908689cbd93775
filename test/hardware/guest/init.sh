#!/bin/sh
# First program of the guest. Its root is the host's own root, read-only over 9p, under a layer in memory: the guest
# runs the host's Node, libraries and checkout, and nothing that it writes reaches the host.
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module; do insmod "/m/$module"; done < /m/order
for word in $(cat /proc/cmdline); do
  case $word in
    vm.repository=*) repository=${word#*=} ;;
    vm.modules=*) modules=${word#*=} ;;
  esac
done
mkdir -p /ro /rw
mount -t tmpfs tmpfs /rw
mkdir -p /rw/up /rw/work
mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache=loose host /ro
mount -t overlay -o lowerdir=/ro,upperdir=/rw/up,workdir=/rw/work overlay /newroot
for folder in proc sys dev; do mount -o move "/$folder" "/newroot/$folder"; done
for folder in run tmp; do mount -t tmpfs tmpfs "/newroot/$folder"; done
mkdir -p /newroot/dev/pts /newroot/dev/shm "/newroot$repository" /newroot/lib/modules
mount -t devpts devpts /newroot/dev/pts
mount -t tmpfs tmpfs /newroot/dev/shm
mount -o bind "/ro$repository" "/newroot$repository"
mount -o bind "/ro$modules" /newroot/lib/modules
exec switch_root /newroot /bin/sh "$repository/test/hardware/guest/run.sh"
