package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Several folds of the same words, which are read once for all of them. */
final class WordFolds implements WordReceiver {
  private final List<WordFold> folds = new ArrayList<>();
  private final List<@Nullable ColumnVector> results = new ArrayList<>();

  WordFolds(List<Supplier<WordFold>> makers) {
    try {
      makers.forEach(maker -> folds.add(maker.get()));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  @Override
  public void expect(int group, int groups, long count) {
    folds.forEach(fold -> fold.expect(group, groups, count));
  }

  @Override
  public void accept(int group, MemorySegment words, int from, int to) {
    folds.forEach(fold -> fold.accept(group, words, from, to));
  }

  /** Computes the results. */
  void finish(MemoryBudget target, int groups) {
    for (WordFold fold : folds) {
      results.add(fold.finish(target, groups));
    }
  }

  /** The result of fold {@code number}, owned by the caller; to be taken once. */
  ColumnVector take(int number) {
    ColumnVector result = results.set(number, null);
    if (result == null) {
      throw new IllegalStateException("result %d was taken before".formatted(number));
    }
    return result;
  }

  /** Frees the folds, and the results that nobody took. */
  @Override
  public void close() {
    folds.forEach(WordFold::close);
    folds.clear();
    for (ColumnVector result : results) {
      if (result != null) {
        result.close();
      }
    }
    results.clear();
  }
}
