"""The weekly batch, stopped or hindered at each system call that touches its workspace: `python -m tests.sweep`.

`world` builds the workspace, `injections` kills a run or makes one of its calls fail (strace), `invariants` says what
has to hold at any moment and after recovery, `sabotage` breaks the order of effects so that the sweep has to notice.
"""
