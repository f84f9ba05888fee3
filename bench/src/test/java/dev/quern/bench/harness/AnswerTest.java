package dev.quern.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {

  @Test
  void sumsOfFloatsMayDifferInTheLastDigits() {
    assertThat(Answer.of(1_000_000.0).difference(Answer.of(1_000_000.5))).isEmpty();
    assertThat(Answer.of(1_000_000.0).difference(Answer.of(1_000_002.0))).isPresent();
  }

  @Test
  void wholeNumbersMayNotDiffer() {
    assertThat(Answer.of(10_000_000L).difference(Answer.of(10_000_001L))).isPresent();
  }

  @Test
  void aNumberIsTheSameHoweverItIsWritten() {
    assertThat(Answer.of(3L).difference(Answer.of(new BigDecimal("3.00")))).isEmpty();
    assertThat(Answer.of(1e7).difference(Answer.of(10_000_000L))).isEmpty();
  }

  @Test
  void nullIsNoNumber() {
    assertThat(Answer.of((Object) null).difference(Answer.of(0L))).isPresent();
    assertThat(Answer.of((Object) null).difference(Answer.of((Object) null))).isEmpty();
  }

  @Test
  void saysBothSides() {
    Answer ours = new Answer(List.of(List.of("JFK", "1"), List.of("LAX", "2")));
    Answer theirs = new Answer(List.of(List.of("JFK", "1"), List.of("LAX", "3")));

    assertThat(ours.difference(theirs)).hasValue("row 1: [LAX, 2], and [LAX, 3]");
    assertThat(ours.difference(Answer.of("JFK", 1L))).hasValue("2 rows, and 1 rows");
  }

  @Test
  void sortedRowsHaveNoOrderOfTheirOwn() {
    Answer ours = new Answer(List.of(List.of("b", "1"), List.of("a", "2")));
    Answer theirs = new Answer(List.of(List.of("a", "2"), List.of("b", "1")));

    assertThat(ours.difference(theirs)).isPresent();
    assertThat(ours.sorted().difference(theirs.sorted())).isEmpty();
  }
}
