package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.type.DType;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates that must have seen all values of a group: keeps them as words, and folds those of a
 * group when it is whole. The state of a group is its words one behind the other, as one BINARY.
 */
final class ValuesState implements GroupedState {
  private final MemoryBudget budget;
  private final DType type;
  private final Supplier<WordFold> folds;
  private WordLog log;
  private @Nullable WordFiles files;

  ValuesState(MemoryBudget budget, DType type, Supplier<WordFold> folds) {
    this.budget = budget;
    this.type = type;
    this.folds = folds;
    this.log = new WordLog(budget);
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    log.addValues(type, inputs.getFirst(), groups);
    passOn();
  }

  @Override
  public List<DType> stateTypes() {
    return List.of(DType.BINARY);
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget target, int groups) {
    if (files != null) {
      throw new IllegalStateException("values on disk can be folded, but not handed on");
    }
    try (WordLog.ByGroup words = log.byGroup(groups)) {
      return List.of(words.blobs(target));
    }
  }

  @Override
  public void merge(List<ColumnVector> states, Groups groups) {
    log.addBlobs(states.getFirst(), groups);
    passOn();
  }

  private void passOn() {
    if (files != null && log.rows() >= WordFiles.FEW_ROWS) {
      files.add(log);
      log.close();
      log = new WordLog(budget);
    }
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    try (WordFold fold = folds.get()) {
      if (files != null) {
        files.add(log);
        files.fold(fold, groups);
      } else {
        fold(fold, log, groups, true);
      }
      return fold.finish(target, groups);
    }
  }

  /** Gives all words of {@code log} to {@code fold}, as the next piece of each group. */
  static void fold(WordFold fold, WordLog log, int groups, boolean isAll) {
    try (WordLog.ByGroup words = log.byGroup(groups)) {
      for (int group = 0; isAll && group < groups; group++) {
        fold.expect(group, groups, words.end(group) - words.begin(group));
      }
      for (int group = 0; group < groups; group++) {
        if (words.begin(group) < words.end(group)) {
          fold.accept(group, words.words().segment(), words.begin(group), words.end(group));
        }
      }
    }
  }

  @Override
  public long byteSize() {
    return log.byteSize() + (files == null ? 0 : files.byteSize());
  }

  @Override
  public long setBytes() {
    return log.byteSize();
  }

  @Override
  public void putSetsAside(SpillSpace spill) {
    if (files == null) {
      WordFiles aside = WordFiles.like(budget, spill, log);
      files = aside;
      aside.add(log);
      log.close();
      log = new WordLog(budget);
    }
  }

  @Override
  public void close() {
    log.close();
    if (files != null) {
      files.close();
    }
  }
}
