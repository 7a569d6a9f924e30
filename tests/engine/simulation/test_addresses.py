"""Numbers of e-mail addresses: the same for every case, the same for the whole run."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from engine.simulation.addresses import Addresses

TEXT = st.sampled_from(["a@x", "A@x", "b@x", "B@X", "straße@x", "STRASSE@x", "ß", "ss", "c"])


def test_the_first_place_of_the_same_address_is_its_number() -> None:
    first = Addresses().of(pl.Series(["ann@x", "bob@x", "ANN@x"]))
    assert first.numbers.tolist() == [0, 1, 0]
    # Later ones are numbered behind them, or like those they are the same as.
    later = first.of(pl.Series(["ann@x", "bob@x", "ANN@x", "Bob@X", "new@x", "NEW@x"]))
    assert later.numbers.tolist() == [0, 1, 0, 1, 4, 4]
    assert later.of(later.texts) is later


@given(st.lists(TEXT, unique=True), st.lists(TEXT, unique=True))
def test_numbers_do_not_depend_on_when_an_address_came(known: list[str], new: list[str]) -> None:
    everything = [*known, *(text for text in new if text not in known)]
    at_once = Addresses().of(pl.Series(everything, dtype=pl.String))
    bit_by_bit = Addresses().of(pl.Series(known, dtype=pl.String))
    bit_by_bit = bit_by_bit.of(pl.Series(everything, dtype=pl.String))
    folded = [text.casefold() for text in everything]
    assert at_once.numbers.tolist() == [folded.index(text) for text in folded]
    assert bit_by_bit.numbers.tolist() == at_once.numbers.tolist()
