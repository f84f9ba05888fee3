package dev.quern.engine.io.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.quern.engine.DataException;
import dev.quern.engine.QuernException;
import dev.quern.engine.StorageException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.Sink;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.flatbuf.DictionaryEncoding;
import org.apache.arrow.flatbuf.DictionaryKind;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Type;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Broken files end in a typed error: no crash, no hang, no leak, no giant allocation. */
@ExtendWith(LeakCheck.class)
@Timeout(600)
class IpcBadInputTest {
  private static final long ENOUGH = 64 << 20;

  @TempDir Path folder;

  @Test
  void filesThatAreNoneAreNamed(MemoryBudget budget) throws IOException {
    assertThatThrownBy(() -> IpcSource.open(folder.resolve("absent.arrow")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("absent.arrow does not exist");
    assertThatThrownBy(() -> IpcSource.open(folder)).isInstanceOf(StorageException.class);
    assertBroken(new byte[0], "it is no Arrow file", budget);
    assertBroken("id,name\n1,x\n".getBytes(StandardCharsets.UTF_8), "no Arrow file", budget);
    assertBroken("ARROW1\0\0 and more".getBytes(StandardCharsets.UTF_8), "cut off", budget);
  }

  @Test
  void aFileThatIsCutOffAnywhereIsAnError(MemoryBudget budget) throws IOException {
    byte[] whole = small(true, BufferCodec.NONE, budget);
    for (int length = 0; length < whole.length; length += length < 100 ? 1 : 37) {
      assertBroken(Arrays.copyOf(whole, length), "", budget);
    }
  }

  @Test
  void aStreamMayEndOnlyBetweenMessages(MemoryBudget budget) throws IOException {
    byte[] whole = small(false, BufferCodec.LZ4, budget);
    int fine = 0;
    for (int length = 0; length < whole.length; length += 8) {
      byte[] part = Arrays.copyOf(whole, length);
      try {
        readChannel(part, budget);
        fine++;
      } catch (DataException e) {
        assertThat(e).hasMessageContaining("pipe");
      }
    }
    // Behind the schema, the dictionary of each column, and the batch.
    assertThat(fine).isEqualTo(1 + RandomBatches.EVERY_TYPE.size() + 1);
  }

  @Test
  void offsetsThatGoBackwardsAreNamedByRow(MemoryBudget budget) throws IOException {
    Schema schema = Schema.of(Field.of("s", DType.UTF8));
    byte[] bytes;
    try (ColumnBuilder builder = new ColumnBuilder(budget, DType.UTF8, 3);
        Batch batch =
            Batch.of(
                schema, 3, List.of(builder.append("abc").append("defg").append("hi").build()))) {
      bytes = bytes(batch, true, IpcWriteOptions.PORTABLE, budget);
    }
    byte[] offsets = {0, 0, 0, 0, 3, 0, 0, 0, 7, 0, 0, 0, 9, 0, 0, 0};
    int at = indexOf(bytes, offsets);
    bytes[at + 8] = 2;
    assertBroken(bytes, "row 1 reaches from byte 3 to 2", budget);
    bytes[at + 8] = 7;
    bytes[at + 12] = 100;
    assertBroken(bytes, "row 2 reaches from byte 7 to 100 of 9", budget);
  }

  @Test
  void codesBeyondTheDictionaryAreRefused(MemoryBudget budget) throws IOException {
    byte[] bytes = Files.readAllBytes(IpcForeignFilesTest.file("replaced.arrows"));
    byte[] codes = {0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};
    bytes[indexOf(bytes, codes) + 4] = 2;
    assertBroken(bytes, "the code 2 into a dictionary of 2 values", budget);
  }

  /** Found by mutation: codes were read, and lost when their dictionary did not fit. */
  @Test
  void aDictionaryOfTwoTypesIsRefusedAndLeaksNothing(MemoryBudget budget) throws IOException {
    Schema schema = Schema.of(Field.of("a", DType.INT64), Field.of("b", DType.FLOAT64));
    byte[] bytes;
    RandomBatches random = new RandomBatches(54, budget).distinct(5).dictionary(true);
    try (Batch batch = random.next(schema, 40)) {
      bytes = bytes(batch, false, IpcWriteOptions.NATIVE, budget);
    }
    assertBroken(
        withSchema(bytes, twoColumnsOfOneDictionary()), "dictionary 0 is of float64", budget);
  }

  /** The stream with another message at its beginning. */
  private static byte[] withSchema(byte[] stream, ByteBuffer message) {
    int old = 8 + ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    int size = (message.remaining() + 7) & -8;
    return ByteBuffer.allocate(8 + size + stream.length - old)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(-1)
        .putInt(size)
        .put(message)
        .position(8 + size)
        .put(stream, old, stream.length - old)
        .array();
  }

  private static ByteBuffer twoColumnsOfOneDictionary() {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int[] fields = new int[2];
    for (int i = 0; i < fields.length; i++) {
      int name = builder.createString(i == 0 ? "a" : "b");
      int type =
          i == 0
              ? Int.createInt(builder, 64, true)
              : FloatingPoint.createFloatingPoint(builder, Precision.DOUBLE);
      int codes = Int.createInt(builder, 32, true);
      int encoding =
          DictionaryEncoding.createDictionaryEncoding(
              builder, 0, codes, false, DictionaryKind.DenseArray);
      byte kind = i == 0 ? Type.Int : Type.FloatingPoint;
      fields[i] =
          org.apache.arrow.flatbuf.Field.createField(
              builder, name, true, kind, type, encoding, 0, 0);
    }
    int vector = org.apache.arrow.flatbuf.Schema.createFieldsVector(builder, fields);
    int schema = org.apache.arrow.flatbuf.Schema.createSchema(builder, (short) 0, vector, 0, 0);
    Message.finishMessageBuffer(
        builder,
        Message.createMessage(builder, MetadataVersion.V5, MessageHeader.Schema, schema, 0, 0));
    return builder.dataBuffer();
  }

  @Test
  void oneThousandMutations(MemoryBudget budget) throws IOException {
    mutate(1_000, 51, budget);
  }

  @Test
  @Tag("slow")
  void oneHundredThousandMutations(MemoryBudget budget) throws IOException {
    mutate(100_000, 52, budget);
  }

  private void mutate(int count, long seed, MemoryBudget root) throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (BufferCodec codec : BufferCodec.values()) {
      files.add(small(true, codec, root));
      files.add(small(false, codec, root));
    }
    files.add(Files.readAllBytes(IpcForeignFilesTest.file("every-lz4.arrow")));
    files.add(Files.readAllBytes(IpcForeignFilesTest.file("every-zstd.arrow")));
    files.add(Files.readAllBytes(IpcForeignFilesTest.file("grown.arrow")));
    files.add(Files.readAllBytes(IpcForeignFilesTest.file("replaced.arrows")));
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      byte[] bytes = files.get(random.nextInt(files.size())).clone();
      int changes = 1 + random.nextInt(4);
      for (int change = 0; change < changes; change++) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
          case 0 -> bytes[at] = (byte) random.nextInt(256);
          case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
          case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
          default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0xff);
        }
      }
      boolean channel = random.nextInt(4) == 0;
      try (MemoryBudget budget = root.child("mutation " + i, ENOUGH)) {
        tryToRead(bytes, channel, "mutation %d, seed %d".formatted(i, seed), budget);
      }
    }
  }

  private void tryToRead(byte[] bytes, boolean channel, String name, MemoryBudget budget) {
    try {
      if (channel) {
        readChannel(bytes, budget);
      } else {
        read(bytes, budget);
      }
    } catch (QuernException e) {
      assertThat(budget.used()).as("%s leaks at %s", name, e.getMessage()).isZero();
    } catch (Throwable e) {
      throw new AssertionError(name, e);
    }
  }

  private void assertBroken(byte[] bytes, String message, MemoryBudget budget) {
    assertThatThrownBy(() -> read(bytes, budget))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("x.arrow")
        .hasMessageContaining(message);
  }

  private void read(byte[] bytes, MemoryBudget budget) throws IOException {
    Path path = Files.write(folder.resolve("x.arrow"), bytes);
    IpcSource source = IpcSource.open(path);
    BatchRows.forEach(
        source,
        ScanRequest.of(source.schema().names()),
        budget,
        64,
        IpcBadInputTest::touchEverything);
  }

  private static void readChannel(byte[] bytes, MemoryBudget budget) {
    var channel = Channels.newChannel(new ByteArrayInputStream(bytes));
    try (IpcReader reader = IpcReader.stream(channel, "pipe", budget, 64)) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        try (Batch closing = batch) {
          touchEverything(closing);
        }
      }
    }
  }

  private static void touchEverything(Batch batch) {
    for (ColumnVector column : batch.columns()) {
      for (int row = 0; row < column.length(); row++) {
        if (column.type().isView()) {
          Values.bytesAt(column, row);
        }
      }
      assertThat(column.nullCount()).isBetween(0, column.length());
    }
    IpcRoundTripTest.checkContract(batch);
  }

  /** A file of every type with few rows, dictionary-encoded where it is a stream. */
  private byte[] small(boolean indexed, BufferCodec codec, MemoryBudget budget) throws IOException {
    IpcWriteOptions options =
        (indexed ? IpcWriteOptions.PORTABLE : IpcWriteOptions.NATIVE).withCompression(codec);
    RandomBatches random = new RandomBatches(53, budget).distinct(20).dictionary(!indexed);
    try (Batch batch = random.next(RandomBatches.EVERY_TYPE, 40)) {
      return bytes(batch, indexed, options, budget);
    }
  }

  private byte[] bytes(Batch batch, boolean indexed, IpcWriteOptions options, MemoryBudget budget)
      throws IOException {
    Path path = folder.resolve("small.arrow");
    try (Sink sink =
        indexed
            ? IpcSink.file(path, batch.schema(), options, budget)
            : IpcSink.stream(path, batch.schema(), options, budget)) {
      sink.write(batch);
      sink.commit();
    }
    return Files.readAllBytes(path);
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("not found");
  }
}
