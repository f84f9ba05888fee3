package dev.quern.scheduler.spark.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Contingent;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.Decision;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Operator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopiesTest extends PhasesOfGraph {
  private static final long LITTLE = 1 << 10;
  private static final long MUCH = 1 << 30;
  private static final long FILE = 1 << 20;

  @Test
  void aSmallTableIsNoStage() {
    Phases phases = phases(probes(decision(scans(3, Work.ANY))));
    Layering scans = phases.next(false);
    assertThat(sizes(scans)).as("not the table: its rows decide").containsExactly(3);
    phases.made(scans, _ -> LITTLE);
    Layering last = phases.next(false);
    assertThat(last.goesOn()).isFalse();
    assertThat(phases.takeLeftOut()).as("what a large table calls").hasSize(2);
    assertThat(sizes(last)).containsExactly(2);
    for (TaskUnit unit : last.layer(1).units()) {
      TaskUnit table = unit.copies().getFirst();
      assertThat(unit.reads()).containsExactly(Place.copy(table.tasks().getLast()));
      assertThat(phases.isUncalled(table.tasks().getLast())).isTrue();
      assertThat(table.reads()).as("the rows").hasSize(3);
    }
    assertThat(last.layer(1).upstream()).containsExactly(0);
  }

  @Test
  void aLargeTableIsDecidedOnWhereItIsMade() {
    Phases phases = phases(probes(decision(scans(3, Work.ANY))));
    phases.made(phases.next(false), _ -> MUCH);
    Layering table = phases.next(false);
    assertThat(table.goesOn()).isTrue();
    assertThat(sizes(table)).containsExactly(1);
    assertThat(table.hasCopies()).isFalse();
    assertThat(phases.takeLeftOut()).isEmpty();
  }

  @Test
  void aTableOfASmallFileNeedsNoStageAtAll() {
    Layering all = phases(probes(decision(scans(3, Work.FILE)))).next(false);
    assertThat(all.goesOn()).isFalse();
    assertThat(sizes(all)).containsExactly(2);
    TaskUnit unit = all.layer(0).units().getFirst();
    assertThat(unit.allCopies()).as("three files and the table").hasSize(4);
  }

  @Test
  void filesOfAnOperationAreLittleTogether() {
    Layering first = phases(probes(decision(scans(5, Work.FILE)))).next(false);
    assertThat(sizes(first)).as("5 MiB").containsExactly(5);
  }

  @Test
  void whatMayGrowHasToBeLess() {
    Key grown = task("grown", 0, new Works(Work.GROWS), scans(2, Work.ANY));
    Phases phases = phases(probes(decision(List.of(grown))));
    phases.made(phases.next(false), _ -> 40 << 10);
    assertThat(phases.next(false).hasCopies()).isFalse();
  }

  @Test
  void whatIsWantedIsMadeInALayer() {
    List<Key> wanted = scans(2, Work.FILE);
    Layering all = phases(wanted).next(false);
    assertThat(sizes(all)).containsExactly(2);
    assertThat(all.hasCopies()).isFalse();
  }

  @Test
  void nothingIsCopiedWhenAllIsWantedAtOnce() {
    Layering all = phases(probes(decision(scans(3, Work.FILE)))).next(true);
    assertThat(all.hasCopies()).isFalse();
    assertThat(all.layers()).hasSizeGreaterThan(2);
  }

  /* Two that read the table, and one each that has work if the table is too large. */
  private List<Key> probes(Key table) {
    List<Key> probes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Key waits = task("waits", i, new Waits(), List.of(table));
      probes.add(task("probe", i, new Works(Work.ANY), List.of(table, waits)));
    }
    return probes;
  }

  private Key decision(List<Key> rows) {
    return task("table", 0, new Decides(), rows);
  }

  private List<Key> scans(int count, Work work) {
    List<Key> scans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      scans.add(task("scan", i, new Works(work), List.of()));
    }
    return scans;
  }

  private enum Work {
    ANY,
    FILE,
    GROWS
  }

  private record Works(Work work) implements DataBound, Unrun {
    @Override
    public boolean isDataBound() {
      return work != Work.ANY;
    }

    @Override
    public long besides() {
      return work == Work.FILE ? FILE : 0;
    }

    @Override
    public boolean mayGrow() {
      return work == Work.GROWS;
    }
  }

  private record Decides() implements Decision, DataBound, Unrun {
    @Override
    public boolean calls(Chunk result) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Operator decided(boolean calls) {
      throw new UnsupportedOperationException();
    }
  }

  private record Waits() implements Contingent, Unrun {
    @Override
    public int decidedBy(int inputs) {
      return 0;
    }
  }
}
