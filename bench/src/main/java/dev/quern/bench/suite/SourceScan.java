package dev.quern.bench.suite;

import static dev.quern.bench.harness.Contender.timed;

import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Contender;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.Split;
import dev.quern.scheduler.Session;
import java.util.List;
import java.util.function.Supplier;

/** Reads a source and looks at nothing: what decoding alone takes. */
final class SourceScan {
  private static final int BATCH_ROWS = 16_384;

  private SourceScan() {}

  /** A contender that opens a source and decodes {@code columns} of it; the answer is the rows. */
  static Contender decode(Session session, Supplier<Source> source, List<String> columns) {
    return timed(
        "quern",
        () -> new Outputs(session.submit(graph(source.get(), columns)).join()),
        outputs -> Answer.of(outputs.total()));
  }

  private static TaskGraph graph(Source source, List<String> columns) {
    Origin origin = Origin.of("decode " + source.describe());
    Token token = Token.of("decode", source.describe(), columns);
    TaskGraphBuilder builder = TaskGraph.builder();
    int partition = 0;
    for (Split split : source.splits(ScanRequest.of(columns))) {
      builder.add(token.at(partition++), new Decode(split), origin);
    }
    return builder.build();
  }

  /**
   * Counts the rows of a split, after decoding them.
   *
   * @param split what to read
   */
  private record Decode(Split split) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      long rows = 0;
      try (BatchReader reader = split.open(context.memory(), BATCH_ROWS)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          context.checkCancelled();
          rows += batch.rows();
          batch.close();
        }
      }
      return new Count(rows);
    }
  }
}
