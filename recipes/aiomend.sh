#!/bin/sh
# Fixes the clone that it runs in, for engines that run a script over many repositories and take any exit code but 0 for
# a failure: aiomend.sh [OPTIONS OF aiomend fix…]
#
# What remains for a person to look at is none, and neither is a file that cannot be parsed: it is named and left alone.
# A mistake in the options or in the configuration is, and so is a commit that git refuses.

exec 3>&1
problems=$(aiomend fix --quiet "$@" . 2>&1 >&3)
status=$?
[ -z "$problems" ] || printf '%s\n' "$problems" >&2
[ "$status" -le 1 ] || { [ "$status" -eq 2 ] && ! printf '%s\n' "$problems" | grep -Eq '^(aiomend|error): '; }
