"""``python -m gengxin.cli``: the same as ``gengxin``."""

from gengxin.cli.app import main

main()
