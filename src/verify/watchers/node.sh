#!/bin/sh
# Stands before node in an accounted check, for scripts that set NODE_OPTIONS themselves: NODE_OPTIONS=--experimental-vm-modules jest.
case " $NODE_OPTIONS " in
  *" --require=/var/suit/node.cjs "*) ;;
  *) export NODE_OPTIONS="--require=/var/suit/node.cjs${NODE_OPTIONS:+ $NODE_OPTIONS}" ;;
esac
IFS=:
for folder in $PATH; do
  if [ "$folder" != /var/suit ] && [ -x "$folder/node" ]; then
    unset IFS
    exec "$folder/node" "$@"
  fi
done
echo "node: not found" >&2
exit 127
