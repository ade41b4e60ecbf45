#!/bin/sh
# The last words.
echo done

