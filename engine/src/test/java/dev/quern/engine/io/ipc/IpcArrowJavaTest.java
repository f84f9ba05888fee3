package dev.quern.engine.io.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Sink;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.StructType;
import dev.quern.engine.type.TimestampType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrow's own Java readers and writers as the oracle. */
@ExtendWith(LeakCheck.class)
class IpcArrowJavaTest {
  private static final Schema EVERY = RandomBatches.ALL;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"true, false, false", "true, true, false", "false, false, true", "false, true, true"})
  void arrowReadsWhatWeWrite(
      boolean indexed, boolean views, boolean dictionaries, MemoryBudget budget)
      throws IOException {
    IpcWriteOptions options = new IpcWriteOptions(BufferCodec.NONE, views, dictionaries, false);
    Path path = folder.resolve("ours.arrow");
    RandomBatches random = new RandomBatches(41, budget).distinct(40).dictionary(dictionaries);
    List<Batch> batches =
        List.of(random.next(EVERY, 500), random.nulls(0).next(EVERY, 64), random.next(EVERY, 3));
    List<List<@Nullable Object>> expected = new ArrayList<>();
    try (Sink sink =
        indexed
            ? IpcSink.file(path, EVERY, options, budget)
            : IpcSink.stream(path, EVERY, options, budget)) {
      for (Batch batch : batches) {
        sink.write(batch);
        expected.addAll(BatchRows.toRows(batch));
      }
      sink.commit();
    }
    batches.forEach(Batch::close);
    List<List<@Nullable Object>> actual = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(path);
        ArrowReader reader =
            indexed
                ? new ArrowFileReader(channel, budget.arrow())
                : new ArrowStreamReader(channel, budget.arrow())) {
      while (reader.loadNextBatch()) {
        rows(reader, actual);
      }
    }
    IpcRoundTripTest.compare(actual, expected);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void weReadWhatArrowWrites(boolean indexed, MemoryBudget budget) throws IOException {
    Path ours = folder.resolve("ours.arrow");
    Path theirs = folder.resolve("theirs.arrow");
    RandomBatches random = new RandomBatches(42, budget).distinct(40);
    try (Batch batch = random.next(EVERY, 700);
        Sink sink = IpcSink.file(ours, EVERY, IpcWriteOptions.PORTABLE, budget)) {
      sink.write(batch);
      sink.write(batch);
      sink.commit();
      // Read by Arrow and written by it again: vectors of every type, filled by no code of ours.
      try (FileChannel in = FileChannel.open(ours);
          FileChannel out =
              FileChannel.open(theirs, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          ArrowFileReader reader = new ArrowFileReader(in, budget.arrow());
          ArrowWriter writer = writer(reader, out, indexed)) {
        writer.start();
        while (reader.loadNextBatch()) {
          writer.writeBatch();
        }
        writer.end();
      }
      List<List<@Nullable Object>> expected = new ArrayList<>(BatchRows.toRows(batch));
      expected.addAll(BatchRows.toRows(batch));
      IpcSource source = IpcSource.open(theirs);
      assertThat(source.schema()).isEqualTo(EVERY);
      IpcRoundTripTest.compare(
          BatchRows.toRows(source, ScanRequest.of(EVERY.names()), budget, 128), expected);
    }
  }

  private static ArrowWriter writer(ArrowFileReader reader, FileChannel out, boolean indexed)
      throws IOException {
    VectorSchemaRoot root = reader.getVectorSchemaRoot();
    return indexed
        ? new ArrowFileWriter(root, reader, out)
        : new ArrowStreamWriter(root, reader, out);
  }

  private static void rows(ArrowReader reader, List<List<@Nullable Object>> rows)
      throws IOException {
    VectorSchemaRoot root = reader.getVectorSchemaRoot();
    List<FieldVector> plain = new ArrayList<>();
    List<FieldVector> decoded = new ArrayList<>();
    for (FieldVector vector : root.getFieldVectors()) {
      var encoding = vector.getField().getDictionary();
      if (encoding == null) {
        plain.add(vector);
      } else {
        FieldVector values =
            (FieldVector) DictionaryEncoder.decode(vector, reader.lookup(encoding.getId()));
        decoded.add(values);
        plain.add(values);
      }
    }
    for (int row = 0; row < root.getRowCount(); row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < plain.size(); i++) {
        values.add(value(plain.get(i), row, EVERY.field(i).type()));
      }
      rows.add(values);
    }
    decoded.forEach(FieldVector::close);
  }

  private static @Nullable Object value(FieldVector vector, int row, DType declared) {
    if (vector.isNull(row)) {
      return null;
    }
    return switch (vector) {
      case TimeStampVector times when declared instanceof TimestampType type -> {
        long count = times.get(row);
        long second = type.unit().perSecond();
        long seconds = Math.floorDiv(count, second);
        int nanos = (int) (Math.floorMod(count, second) * (1_000_000_000L / second));
        yield type.hasZone()
            ? Instant.ofEpochSecond(seconds, nanos)
            : LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
      }
      case ListVector lists when declared instanceof ListType list -> {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = lists.getElementStartIndex(row); i < lists.getElementEndIndex(row); i++) {
          elements.add(value(lists.getDataVector(), i, list.element()));
        }
        yield elements;
      }
      case StructVector struct when declared instanceof StructType type -> {
        List<@Nullable Object> fields = new ArrayList<>();
        for (int i = 0; i < type.fields().size(); i++) {
          fields.add(
              value(struct.getChildrenFromFields().get(i), row, type.fields().get(i).type()));
        }
        yield fields;
      }
      case TimeMicroVector times -> LocalTime.ofNanoOfDay(times.get(row) * 1_000);
      case IntervalMonthDayNanoVector intervals -> {
        PeriodDuration parts = intervals.getObject(row);
        yield new CalendarInterval(
            (int) parts.getPeriod().toTotalMonths(),
            (int) parts.getPeriod().get(ChronoUnit.DAYS),
            parts.getDuration().toNanos());
      }
      case DateDayVector dates -> LocalDate.ofEpochDay(dates.get(row));
      case BitVector bits -> bits.get(row) == 1;
      case UInt1Vector bytes -> (short) Byte.toUnsignedInt(bytes.get(row));
      case UInt2Vector shorts -> (int) shorts.get(row);
      case UInt4Vector ints -> Integer.toUnsignedLong(ints.get(row));
      case UInt8Vector longs -> longs.getObjectNoOverflow(row);
      default -> {
        Object value = vector.getObject(row);
        yield value instanceof Text ? value.toString() : value;
      }
    };
  }
}
