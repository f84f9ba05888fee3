package dev.quern.scheduler.spark.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RestTest extends PhasesOfGraph {
  private static final long LITTLE = 1 << 10;
  private static final long MUCH = 1 << 30;

  @Test
  void littleThatIsLeftAfterTheScansIsOneUnit() {
    Phases phases = phases(List.of(total(merges(scans(9), Bound::new))));
    Layering scans = phases.next(false);
    assertThat(scans.goesOn()).isTrue();
    assertThat(sizes(scans)).containsExactly(9);
    phases.made(scans, _ -> LITTLE);
    Layering rest = phases.next(false);
    assertThat(rest.goesOn()).isFalse();
    assertThat(sizes(rest)).containsExactly(1);
    TaskUnit unit = rest.layer(1).units().getFirst();
    assertThat(unit.tasks()).as("merges and total").hasSize(4);
    assertThat(unit.reads()).hasSize(9).doesNotHaveDuplicates();
    assertThat(unit.results()).containsExactly(unit.tasks().getLast());
  }

  @Test
  void muchThatIsLeftIsDoneInStages() {
    Phases phases = phases(List.of(total(merges(scans(9), Bound::new))));
    phases.made(phases.next(false), _ -> MUCH);
    Layering rest = phases.next(false);
    assertThat(rest.goesOn()).isFalse();
    assertThat(sizes(rest)).containsExactly(3, 1);
  }

  @Test
  void aLastStageIsNotWaitedFor() {
    Layering all = phases(merges(scans(9), Bound::new)).next(false);
    assertThat(all.goesOn()).isFalse();
    assertThat(sizes(all)).containsExactly(9, 3);
  }

  @Test
  void whatMayBeLongStaysApart() {
    Layering all = phases(List.of(total(merges(scans(9), Any::new)))).next(false);
    assertThat(all.goesOn()).as("the total alone would be the rest").isFalse();
    assertThat(sizes(all)).containsExactly(9, 3, 1);
  }

  @Test
  void aUnitGivesAllResultsThatAreWanted() {
    List<Key> merges = merges(scans(9), Bound::new);
    List<Key> wanted = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      wanted.add(task("end", i, new Bound(), merges));
    }
    wanted.add(merges.get(1));
    Phases phases = phases(wanted);
    phases.made(phases.next(false), _ -> LITTLE);
    Layering rest = phases.next(false);
    assertThat(sizes(rest)).containsExactly(1);
    assertThat(rest.layer(1).results()).isEqualTo(4);
    assertThat(List.of(rest.outputUnit(0), rest.outputUnit(3))).containsExactly(0, 3);
  }

  private Key total(List<Key> merges) {
    return task("total", 0, new Bound(), merges);
  }

  private List<Key> scans(int count) {
    List<Key> scans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      scans.add(task("scan", i, new Any(), List.of()));
    }
    return scans;
  }

  private List<Key> merges(List<Key> scans, Supplier<Operator> operator) {
    List<Key> merges = new ArrayList<>();
    for (int from = 0; from < scans.size(); from += 3) {
      merges.add(task("merge", from / 3, operator.get(), scans.subList(from, from + 3)));
    }
    return merges;
  }

  private record Any() implements Unrun {}

  private record Bound() implements DataBound, Unrun {}
}
