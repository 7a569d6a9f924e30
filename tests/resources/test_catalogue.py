"""The catalogue: a sentence is found alone as it is among all of them."""

from __future__ import annotations

import subprocess
import sys

from resources.catalogue import msg, say, sentence, sentences


def test_every_sentence_is_found_alone() -> None:
    # "sentences" reads all files and refuses a key that two of them have.
    known = sentences()
    assert len(known) > 2_000
    assert [key for key in known if sentence(key) != known[key]] == []


def test_what_is_no_key_is_shown_as_it_is() -> None:
    for key in ("no.such.key", "designer", "designer.import", "x", ""):
        assert sentence(key) is None
        assert say(msg(key)) == key


def test_only_the_files_that_are_needed_are_read() -> None:
    code = (
        "from resources import catalogue as c; c.say(c.msg('designer.do.quit')); "
        "print(c._read.cache_info().currsize, len(c._files('en')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    read, all_files = map(int, done.stdout.split())
    assert read == 1
    assert all_files > 15
