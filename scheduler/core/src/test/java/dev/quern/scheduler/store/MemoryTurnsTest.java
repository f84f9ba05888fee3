package dev.quern.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryTurnsTest {
  private final MemoryTurns turns = new MemoryTurns(() -> {});
  private final MemoryTurns.Use spent = turns.begin();
  private final List<String> called = new ArrayList<>();
  private final List<MemoryTurns.Use> uses = new ArrayList<>();

  @BeforeEach
  void spend() {
    spent.end();
  }

  @Test
  void whoWasAloneNeedNotTryAgain() {
    MemoryTurns.Use alone = turns.begin();
    assertThat(alone.wasInCompany()).isFalse();

    MemoryTurns.Use other = turns.begin();
    assertThat(alone.wasInCompany()).isTrue();
    assertThat(other.wasInCompany()).isTrue();

    other.end();
    assertThat(alone.wasInCompany()).as("the other was there before").isTrue();
  }

  @Test
  void theOneThatIsNeededFirstGoesFirstWhenOneEnds() {
    MemoryTurns.Use runs = turns.begin();
    MemoryTurns.Use runsToo = turns.begin();
    await(2, 1);
    await(1, 9);
    await(1, 7);
    assertThat(called).isEmpty();

    runs.end();
    assertThat(called).containsExactly("1:7");
    runs.end();
    assertThat(called).as("ended before").hasSize(1);

    runsToo.end();
    uses.getFirst().end();
    assertThat(called).containsExactly("1:7", "1:9", "2:1");
    assertThat(turns.isAwaited()).isFalse();
  }

  @Test
  void whoWaitsForNobodyIsCalledAtOnce() {
    await(1, 1);

    assertThat(called).containsExactly("1:1");
  }

  @Test
  void whatWaitsForAStoppedGraphIsCalled() {
    MemoryTurns.Use runs = turns.begin();
    await(1, 1);
    await(2, 1);
    await(1, 2);

    turns.withdraw(1);

    assertThat(called).containsExactly("1:1", "1:2");
    runs.end();
    assertThat(called).containsExactly("1:1", "1:2", "2:1");
  }

  @Test
  void afterSomeTriesItBeginsOnlyAlone() {
    MemoryTurns.Use other = turns.begin();
    MemoryTurns.Use mine = turns.begin();
    int tries = 0;
    while (mine.wasInCompany()) {
      tries++;
      mine.end();
      turns.await(1, 1, mine, uses::add);
      MemoryTurns.Use third = turns.begin();
      third.end();
      if (uses.isEmpty()) {
        other.end();
        other = turns.begin();
      }
      mine = uses.removeLast();
    }

    assertThat(tries).isEqualTo(15);
  }

  private void await(long graph, int task) {
    turns.await(
        graph,
        task,
        spent,
        use -> {
          called.add(graph + ":" + task);
          uses.add(use);
        });
  }
}
