package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates that must have seen all values of a group: keeps them as words, and folds those of a
 * group when it is whole, in several ways where several aggregates want the same values. The state
 * of a group is its words one behind the other, as one BINARY.
 */
final class ValuesState implements GroupedState {
  private final MemoryBudget budget;
  private final DType type;
  private final List<Supplier<WordFold>> makers = new ArrayList<>();
  private WordLog log;
  private @Nullable WordFiles files;
  private @Nullable WordFolds folds;

  /** A state whose own result is that of {@code fold}. */
  ValuesState(MemoryBudget budget, DType type, Supplier<WordFold> fold) {
    this.budget = budget;
    this.type = type;
    this.makers.add(fold);
    this.log = new WordLog(budget);
  }

  /** A state that folds the values of this one in another way; to be asked for before any. */
  ValuesView view(Supplier<WordFold> fold) {
    makers.add(fold);
    return new ValuesView(this, makers.size() - 1);
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
    return finish(0, target, groups);
  }

  /** The result of one of the folds: all are computed by the first call. */
  ColumnVector finish(int fold, MemoryBudget target, int groups) {
    WordFolds done = folds;
    if (done == null) {
      done = new WordFolds(makers);
      folds = done;
      if (files != null) {
        files.add(log);
        files.fold(done, groups);
      } else {
        fold(done, log, groups, true);
      }
      done.finish(target, groups);
    }
    return done.take(fold);
  }

  /** Gives all words of {@code log} to {@code fold}, as the next piece of each group. */
  static void fold(WordReceiver fold, WordLog log, int groups, boolean isAll) {
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
    if (folds != null) {
      folds.close();
    }
  }
}
