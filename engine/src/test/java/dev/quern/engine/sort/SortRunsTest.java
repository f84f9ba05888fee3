package dev.quern.engine.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.graph.ChoosesSections;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.TempSpillSpace;
import dev.quern.engine.spill.TestTaskContext;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Runs in memory and on disk, merged in parts: compared with one sort of all rows in memory. */
@ExtendWith(LeakCheck.class)
class SortRunsTest {
  private static final Schema SCHEMA =
      Schema.of(
          Field.of("text", DType.UTF8),
          Field.of("number", DType.INT64),
          Field.of("float", DType.FLOAT64),
          Field.of("row", DType.INT64));

  private static final int SECTIONS = 7;

  @TempDir Path folder;

  private final TestTaskContext.Stop never = () -> {};

  @Test
  void partsOneBehindTheOtherAreTheWholeInOrder(MemoryBudget budget) {
    for (long seed = 0; seed < 8; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<SortKey> keys = keys(random);
      int distinct = 1 << random.nextInt(12);
      long share = random.nextBoolean() ? Long.MAX_VALUE : 300_000;
      TempSpillSpace space = new TempSpillSpace(folder);
      TestTaskContext context = new TestTaskContext(budget, space, share, never);
      List<Batch> data = data(budget, seed, distinct, 5, 3_000);
      List<SortedRuns> inputs = sort(context, keys, data, random);
      if (random.nextInt(3) == 0) {
        inputs.get(1).spill(space);
      }
      int parts = 1 + random.nextInt(5);
      Splitters splitters = Splitters.cut(budget, keys, inputs, parts, 0);
      List<String> merged = new ArrayList<>();
      for (int part = 0; part < parts; part++) {
        merged.addAll(merge(context, keys, inputs, splitters, part));
      }
      assertThat(merged).as("seed %d", seed).isEqualTo(sorted(budget, keys, data));
      assertThat(inputs.stream().mapToInt(SortedRuns::count).sum() > 2)
          .isEqualTo(share < Long.MAX_VALUE);
      inputs.forEach(SortedRuns::close);
      data.forEach(Batch::close);
      space.close();
    }
  }

  /** As of files that were written in order, and of files of which some overlap. */
  @Test
  void rowsThatAreInOrderStayInIt(MemoryBudget budget) {
    List<SortKey> keys = List.of(SortKey.ascending(1), new SortKey(0, true, true));
    for (long seed = 0; seed < 6; seed++) {
      TempSpillSpace space = new TempSpillSpace(folder);
      TestTaskContext context = new TestTaskContext(budget, space, Long.MAX_VALUE, never);
      List<Batch> random = data(budget, seed, 60, 3, 2_000);
      List<Batch> data = new ArrayList<>();
      try (Batch all = Batches.concat(budget, SCHEMA, random);
          Batch sorted = RowSorter.sorted(budget, all, keys)) {
        int[] cuts = seed % 2 == 0 ? new int[] {0, 1_024, 5_056} : new int[] {5_056, 1_024, 0};
        for (int cut : cuts) {
          int to = seed < 4 && cut == 0 ? 1_024 : seed < 4 && cut == 1_024 ? 5_056 : 6_000;
          data.add(sorted.slice(cut, to - cut));
        }
      }
      List<SortedRuns> inputs = sort(context, keys, data, new SplittableRandom(seed));
      assertThat(merge(context, keys, inputs, Splitters.NONE, 0))
          .as("seed %d", seed)
          .isEqualTo(sorted(budget, keys, data));
      inputs.forEach(SortedRuns::close);
      data.forEach(Batch::close);
      random.forEach(Batch::close);
      space.close();
    }
  }

  @Test
  void ofAPartItsSectionsAreEnough(MemoryBudget budget) {
    for (long seed = 0; seed < 4; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<SortKey> keys = keys(random);
      int together = random.nextInt(2);
      long share = random.nextBoolean() ? Long.MAX_VALUE : 150_000;
      TempSpillSpace space = new TempSpillSpace(folder);
      TestTaskContext context = new TestTaskContext(budget, space, share, never);
      List<Batch> data = data(budget, seed, 3_000, 8, 1_500);
      List<SortedRuns> inputs = sort(context, keys, data, random);
      List<SortedRuns> outlines =
          inputs.stream().map(input -> input.section(budget, Sectioned.NONE)).toList();
      Splitters splitters = Splitters.cut(budget, keys, outlines, 5, together);
      assertThat(splitters).isEqualTo(Splitters.cut(budget, keys, inputs, 5, together));
      int read = 0;
      for (int part = 0; part < 5; part++) {
        List<SortedRuns> sections = new ArrayList<>();
        for (int input = 0; input < inputs.size(); input++) {
          ChoosesSections.Stretch chosen =
              RunMerge.sections(keys, outlines, input, splitters, part);
          read += chosen.end() - chosen.first();
          sections.add(withSections(budget, inputs.get(input), outlines.get(input), chosen));
        }
        assertThat(merge(context, keys, sections, splitters, part))
            .as("seed %d", seed)
            .isEqualTo(merge(context, keys, inputs, splitters, part));
        sections.forEach(SortedRuns::close);
      }
      // Each but the last of a part may be read for the next one as well.
      assertThat(read).as("seed %d", seed).isLessThanOrEqualTo(2 * (SECTIONS + 5));
      outlines.forEach(SortedRuns::close);
      inputs.forEach(SortedRuns::close);
      data.forEach(Batch::close);
      space.close();
    }
  }

  private static SortedRuns withSections(
      MemoryBudget budget, SortedRuns whole, SortedRuns outline, ChoosesSections.Stretch chosen) {
    List<SortedRuns> sections = new ArrayList<>();
    for (int section = chosen.end() - 1; section >= chosen.first(); section--) {
      if (!whole.isEmpty(section)) {
        sections.add(whole.section(budget, section));
      }
    }
    SortedRuns filled = outline.with(sections);
    sections.forEach(SortedRuns::close);
    return filled;
  }

  @Test
  void oneKeyForAllRowsIsCutIntoEqualParts(MemoryBudget budget) {
    TempSpillSpace space = new TempSpillSpace(folder);
    TestTaskContext context = new TestTaskContext(budget, space, 100_000, never);
    List<SortKey> keys = List.of(SortKey.ascending(0));
    List<Batch> data = data(budget, 1, 1, 8, 4_000);
    List<SortedRuns> inputs = sort(context, keys, data, new SplittableRandom(1));
    Splitters splitters = Splitters.cut(budget, keys, inputs, 4, 0);
    List<String> merged = new ArrayList<>();
    for (int part = 0; part < 4; part++) {
      List<String> rows = merge(context, keys, inputs, splitters, part);
      assertThat(rows).hasSizeBetween(4_000, 12_000);
      merged.addAll(rows);
    }
    assertThat(merged).isEqualTo(sorted(budget, keys, data));
    inputs.forEach(SortedRuns::close);
    data.forEach(Batch::close);
    space.close();
  }

  @Test
  void rowsThatBelongTogetherAreInOnePart(MemoryBudget budget) {
    for (long seed = 0; seed < 4; seed++) {
      TempSpillSpace space = new TempSpillSpace(folder);
      TestTaskContext context = new TestTaskContext(budget, space, 200_000, never);
      List<SortKey> keys = List.of(SortKey.ascending(0), SortKey.descending(1));
      List<Batch> data = data(budget, seed, 40, 8, 3_000);
      List<SortedRuns> inputs = sort(context, keys, data, new SplittableRandom(seed));
      Splitters splitters = Splitters.cut(budget, keys, inputs, 6, 1);
      List<String> merged = new ArrayList<>();
      Set<String> seen = new HashSet<>();
      for (int part = 0; part < 6; part++) {
        List<String> rows = merge(context, keys, inputs, splitters, part);
        Set<String> texts =
            rows.stream()
                .map(row -> row.substring(0, row.indexOf(',')))
                .collect(Collectors.toSet());
        assertThat(Collections.disjoint(seen, texts)).as("seed %d", seed).isTrue();
        seen.addAll(texts);
        merged.addAll(rows);
      }
      assertThat(seen).as("seed %d", seed).hasSizeGreaterThan(20);
      assertThat(merged).as("seed %d", seed).isEqualTo(sorted(budget, keys, data));
      inputs.forEach(SortedRuns::close);
      data.forEach(Batch::close);
      space.close();
    }
  }

  @Test
  void aMergeThatIsCancelledLeavesNothing(MemoryBudget budget) {
    TempSpillSpace space = new TempSpillSpace(folder);
    List<SortKey> keys = List.of(SortKey.ascending(0));
    List<Batch> data = data(budget, 2, 50, 8, 4_000);
    TestTaskContext context = new TestTaskContext(budget, space, 100_000, never);
    List<SortedRuns> inputs = sort(context, keys, data, new SplittableRandom(2));
    TestTaskContext stopped =
        new TestTaskContext(
            budget,
            space,
            1,
            () -> {
              throw new CancelledException("by the test");
            });
    assertThatThrownBy(() -> merge(stopped, keys, inputs, Splitters.NONE, 0))
        .isInstanceOf(CancelledException.class);
    assertThatThrownBy(() -> sort(stopped, keys, data, new SplittableRandom(2)))
        .isInstanceOf(CancelledException.class);
    inputs.forEach(SortedRuns::close);
    data.forEach(Batch::close);
    space.close();
  }

  private static List<SortKey> keys(SplittableRandom random) {
    List<SortKey> keys = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      keys.add(new SortKey(random.nextInt(3), random.nextBoolean(), random.nextBoolean()));
    }
    return keys;
  }

  private static List<Batch> data(
      MemoryBudget budget, long seed, int distinct, int batches, int rows) {
    RandomBatches random = new RandomBatches(seed, budget).distinct(distinct);
    List<Batch> data = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      data.add(random.dictionary(i % 2 == 0).next(SCHEMA, rows));
    }
    return data;
  }

  /** The first half of the batches and the others, each sorted by a task of its own. */
  private static List<SortedRuns> sort(
      TestTaskContext context, List<SortKey> keys, List<Batch> data, SplittableRandom random) {
    int half = 1 + random.nextInt(data.size() - 1);
    List<SortedRuns> inputs = new ArrayList<>();
    for (List<Batch> part : List.of(data.subList(0, half), data.subList(half, data.size()))) {
      try (RunSorter sorter = new RunSorter(context, SCHEMA, keys, SECTIONS)) {
        part.forEach(batch -> sorter.add(batch.retain()));
        inputs.add(sorter.finish());
      }
    }
    return inputs;
  }

  private static List<String> merge(
      TestTaskContext context,
      List<SortKey> keys,
      List<SortedRuns> inputs,
      Splitters splitters,
      int part) {
    List<String> rows = new ArrayList<>();
    try (RunMerge merge = RunMerge.open(context, SCHEMA, keys, inputs, splitters, part, 1_024)) {
      for (Batch batch = merge.next(); batch != null; batch = merge.next()) {
        assertThat(batch.rows()).isBetween(1, 1_024);
        rows.addAll(text(batch));
        batch.close();
      }
    }
    return rows;
  }

  private static List<String> sorted(MemoryBudget budget, List<SortKey> keys, List<Batch> data) {
    try (Batch all = Batches.concat(budget, SCHEMA, data);
        Batch sorted = RowSorter.sorted(budget, all, keys)) {
      return text(sorted);
    }
  }

  private static List<String> text(Batch batch) {
    return BatchRows.toRows(batch).stream().map(Object::toString).toList();
  }
}
