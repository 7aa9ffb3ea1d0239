#!/bin/bash
# COILED container python:3.12
# COILED sync .
# COILED wait
text=$COILED_BATCH_TASK_INPUT
mkdir -p out
python3 stats.py "$text" > "out/$(basename "$text").json"
