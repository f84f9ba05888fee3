package dev.quern.dataframes;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.QuernException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What a user's function makes of each of some inputs as a source: a split per input. */
record MappedSource<I>(List<I> inputs, Schema schema, MappedInput<I> function) implements Source {
  /* Nothing tells how much comes: about what a split of a file takes. */
  private static final long GUESSED_BYTES = 16 << 20;

  /** Copies the list. */
  static <I> MappedSource<I> of(List<I> inputs, Schema schema, MappedInput<I> function) {
    return new MappedSource<>(List.copyOf(inputs), schema, function);
  }

  @Override
  public List<Piece<I>> splits(ScanRequest request) {
    List<Piece<I>> pieces = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      pieces.add(new Piece<>(i, inputs.get(i), schema, request.columns(), function));
    }
    return pieces;
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.empty();
  }

  @Override
  public String describe() {
    return "fromMap, %d inputs".formatted(inputs.size());
  }

  /**
   * The result of {@code call}, which runs the function.
   *
   * @throws QuernException what it threw, or one that names the input
   */
  static <T extends @Nullable Object> T called(int number, Object input, Callable<T> call) {
    try {
      return call.call();
    } catch (PlanException e) {
      // Not of the program that called fromMap, but of what the function made.
      throw new ComputeException(failed(number, input, e), e);
    } catch (QuernException e) {
      throw e;
    } catch (IOException | UncheckedIOException e) {
      throw new StorageException(failed(number, input, e), e);
    } catch (Exception e) {
      throw new ComputeException(failed(number, input, e), e);
    }
  }

  private static String failed(int number, Object input, Exception e) {
    return "a function that was given to fromMap failed for input %d, '%s': %s"
        .formatted(number, input, e);
  }

  /** One input. */
  record Piece<I>(
      int number, I input, Schema announced, List<String> columns, MappedInput<I> function)
      implements Split {

    @Override
    public BatchReader open(MemoryBudget budget, int batchRows) {
      return new Reader(
          this,
          called(number, input, () -> function.open(input, announced, columns, budget, batchRows)));
    }

    @Override
    public OptionalLong rowCount() {
      return OptionalLong.empty();
    }

    @Override
    public long estimatedBytes() {
      return GUESSED_BYTES;
    }

    @Override
    public String describe() {
      return "fromMap, input %d, '%s'".formatted(number, input);
    }
  }

  /** Rows whose user's code fails with the input's name. */
  private record Reader(Piece<?> piece, BatchReader rows) implements BatchReader {
    @Override
    public Schema schema() {
      return rows.schema();
    }

    @Override
    public @Nullable Batch next() {
      return called(piece.number(), piece.input(), rows::next);
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
