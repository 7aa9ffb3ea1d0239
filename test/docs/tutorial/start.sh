echo "pip: no package source" >&2
exit 1
