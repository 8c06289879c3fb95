#!/bin/sh
# Makes a journaled ext4 on a loop device over a file, for machines whose own disk has no journal and so is not what users
# have. Needs root and Linux; direct I/O, so that a flush reaches the disk below.
#
#   disk=$(sudo sh journaled-disk.sh make [gigabytes] [folder of the image])
#   npm run bench:storage -- --dir "$disk"
#   sudo sh journaled-disk.sh remove "$disk"
set -eu

make_disk() {
  base=$(mktemp -d "${2:-${TMPDIR:-/tmp}}/journaled-disk-XXXXXX")
  image="$base/image"
  truncate -s "${1:-24}G" "$image"
  # An inode for every 4 KB: the files of a version store are small.
  mkfs.ext4 -q -F -i 4096 "$image"
  mkdir "$base/disk"
  device=$(losetup --find --show --direct-io=on "$image")
  mount -o noatime "$device" "$base/disk"
  # The folder is for whoever asked for it, and for nobody else.
  mkdir -m 0700 "$base/disk/bench"
  chown "${SUDO_UID:-0}:${SUDO_GID:-0}" "$base/disk/bench"
  chmod 0711 "$base"
  echo "$base/disk/bench"
}

remove_disk() {
  mounted=$(dirname "$1")
  base=$(dirname "$mounted")
  case $(basename "$base") in
    journaled-disk-*) ;;
    *) echo "$1 is not what this script printed" >&2; exit 2 ;;
  esac
  device=$(findmnt -n -o SOURCE "$mounted")
  umount "$mounted"
  losetup --detach "$device"
  rm -f "$base/image"
  rmdir "$mounted" "$base"
}

case "${1:-}" in
  make) make_disk "${2:-}" "${3:-}" ;;
  remove) remove_disk "${2:?the path that make printed}" ;;
  *) sed -n '2,7p' "$0" >&2; exit 2 ;;
esac
