# attack: the shell's own network devices
# variant: processes
# interpreter: bash
# expect: ok
[ -n "$ATTACK_IN_BOX" ] || exit 99
for target in tcp/169.254.169.254/80 tcp/127.0.0.1/22 udp/8.8.8.8/53; do
  if (exec 3<>"/dev/$target") 2>/dev/null; then echo "ESCAPED: $target"; fi
done
for file in /etc/shadow /root /var/run/docker.sock "$ATTACK_HOST_SECRET" "$ATTACK_HOST_SECRET_TMP"; do
  if [ -e "$file" ] && cat "$file" >/dev/null 2>&1; then echo "ESCAPED: $file"; fi
done
if [ "$(id -u)" = 0 ]; then echo "ESCAPED: root"; fi
echo contained
