package dev.quern.scheduler.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.QuernException;
import dev.quern.engine.StorageException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.io.ipc.BufferCodec;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.spill.TempSpillSpace;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(LeakCheck.class)
class ChunkCodecTest {
  private static final Schema SCHEMA =
      Schema.of(Field.of("n", DType.INT64), Field.of("text", DType.UTF8));

  @TempDir Path folder;

  /** A record that does not say that it can be serialized. */
  record Point(int x, Optional<String> name) {}

  @ParameterizedTest
  @EnumSource
  void batchesComeBackWithTheirVeryBits(BufferCodec codec, MemoryBudget memory) {
    for (long seed = 0; seed < 8; seed++) {
      RandomBatches random =
          new RandomBatches(seed, memory)
              .nulls(seed % 3 / 3.0)
              .distinct(seed % 2 == 0 ? 9 : Integer.MAX_VALUE)
              .dictionary(seed % 4 == 0);
      int rows = (int) (seed * seed * 31);
      try (Batch batch = random.next(RandomBatches.ALL, rows);
          Chunk back = copy(batch, codec, memory, Long.MAX_VALUE)) {
        assertThat(back).as("seed %d", seed).isInstanceOf(Batch.class);
        assertThat(((Batch) back).schema()).isEqualTo(batch.schema());
        assertThat(rows(List.of((Batch) back))).as("seed %d", seed).isEqualTo(rows(List.of(batch)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void listsKeepTheirBatches(BufferCodec codec, MemoryBudget memory) {
    RandomBatches random = new RandomBatches(7, memory);
    try (BatchList list =
            BatchList.of(
                SCHEMA,
                List.of(
                    random.next(SCHEMA, 0),
                    random.next(SCHEMA, 700),
                    random.dictionary(true).next(SCHEMA, 90),
                    random.dictionary(false).next(SCHEMA, 1),
                    random.next(SCHEMA, 0)));
        BatchList back = (BatchList) copy(list, codec, memory, Long.MAX_VALUE);
        BatchList none = (BatchList) copy(BatchList.of(SCHEMA, List.of()), codec, memory, 0)) {
      assertThat(back.batches().stream().map(Batch::rows)).containsExactly(0, 700, 90, 1, 0);
      assertThat(rows(back.batches())).isEqualTo(rows(list.batches()));
      assertThat(none.batches()).isEmpty();
      assertThat(none.schema()).isEqualTo(SCHEMA);
    }
  }

  @Test
  void spooledBatchesGoToDiskOverThereWhenTheyExceedTheShare(MemoryBudget memory) {
    RandomBatches random = new RandomBatches(3, memory);
    try (TempSpillSpace spill = new TempSpillSpace(folder);
        Spool spool = new Spool(spill, "test", SCHEMA)) {
      for (int i = 0; i < 9; i++) {
        spool.add(random.next(SCHEMA, 200 * (i % 4)));
      }
      try (SpooledBatches batches = spool.finish();
          Chunk all = read(write(batches, BufferCodec.LZ4, memory), memory, spill, Long.MAX_VALUE);
          Chunk some = read(write(batches, BufferCodec.NONE, memory), memory, spill, 9_000)) {
        SpooledBatches inMemory = (SpooledBatches) all;
        SpooledBatches onDisk = (SpooledBatches) some;
        assertThat(inMemory.isInMemory()).isTrue();
        assertThat(rows(inMemory, memory)).isEqualTo(rows(batches, memory));
        assertThat(spill.files()).isPositive();
        assertThat(onDisk.byteSize()).isLessThanOrEqualTo(9_000);
        assertThat(rows(onDisk, memory)).isEqualTo(rows(batches, memory));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void blocksComeBackWithTheirVeryBits(BufferCodec codec, MemoryBudget memory) {
    SplittableRandom random = new SplittableRandom(11);
    for (long[] shape : new long[][] {{}, {0, 4}, {3, 0}, {17}, {64, 33, 2}, {1 << 19}}) {
      try (Block block = Block.allocate(memory, DType.FLOAT64, shape)) {
        for (long i = 0; i < block.size(); i++) {
          // Any bits: NaNs with a payload as well. Half of them compress.
          long bits = i % 2 == 0 ? random.nextLong() : i / 1000;
          block.values().set(ValueLayout.JAVA_LONG, 8 * i, bits);
        }
        try (Block back = (Block) copy(block, codec, memory, Long.MAX_VALUE)) {
          assertThat(back.shape()).isEqualTo(shape);
          assertThat(back.dtype()).isEqualTo(DType.FLOAT64);
          long bytes = block.byteSize();
          assertThat(back.values().asSlice(0, bytes).mismatch(block.values().asSlice(0, bytes)))
              .isEqualTo(-1);
        }
      }
    }
  }

  @Test
  void objectsComeBackEqual(MemoryBudget memory) {
    for (@Nullable Object value :
        Arrays.asList(
            null,
            "text",
            5L,
            new BigDecimal("1.50"),
            LocalDate.of(2026, 2, 3),
            List.of(1, 2),
            Map.of("a", List.of("b")),
            Optional.of("x"),
            Path.of("some", "file"),
            new Point(3, Optional.empty()),
            List.of(new Point(4, Optional.of("p")), new Point(5, Optional.empty())))) {
      try (Chunk back = copy(new Value<>(value), BufferCodec.NONE, memory, 0)) {
        assertThat(((Value<?>) back).value()).isEqualTo(value);
      }
    }
  }

  @Test
  void whatCannotLeaveIsNamed(MemoryBudget memory) {
    assertThatThrownBy(() -> write(new Value<>(new Object()), BufferCodec.NONE, memory))
        .isInstanceOf(UnsupportedDataException.class)
        .hasMessageContaining("java.lang.Object does not implement java.io.Serializable");
    try (Block block = Block.allocate(memory, DType.INT8, 4)) {
      assertThatThrownBy(() -> write(new Value<>(List.of(block)), BufferCodec.NONE, memory))
          .isInstanceOf(UnsupportedDataException.class)
          .hasMessageContaining("Block within another result");
    }
    assertThatThrownBy(() -> write(new Nothing(), BufferCodec.NONE, memory))
        .isInstanceOf(UnsupportedDataException.class)
        .hasMessageContaining("a Nothing has no form");
  }

  @Test
  void severalChunksFollowOneAnother(MemoryBudget memory) {
    RandomBatches random = new RandomBatches(5, memory);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (TempSpillSpace spill = new TempSpillSpace(folder);
        Batch batch = random.next(SCHEMA, 100);
        Block block = Block.allocate(memory, DType.INT32, 5)) {
      for (Chunk chunk : List.of(batch, new Value<>("v"), block)) {
        all.writeBytes(write(chunk, BufferCodec.ZSTD, memory));
      }
      ReadableByteChannel in = Channels.newChannel(new ByteArrayInputStream(all.toByteArray()));
      try (Batch first = (Batch) ChunkCodec.read(in, memory, spill, 0);
          Chunk second = ChunkCodec.read(in, memory, spill, 0);
          Block third = (Block) ChunkCodec.read(in, memory, spill, 0)) {
        assertThat(rows(List.of(first))).isEqualTo(rows(List.of(batch)));
        assertThat(second).isEqualTo(new Value<>("v"));
        assertThat(third.shape()).containsExactly(5);
      }
    }
  }

  @Test
  void stringsThatNoRowPointsToStayBehind(MemoryBudget memory) {
    try (Batch large = new RandomBatches(8, memory).next(SCHEMA, 50_000);
        NativeBuffer rows = memory.allocateZeroed(4 * 3);
        Batch few = Take.gather(memory, large, rows.segment(), 3)) {
      assertThat(write(large, BufferCodec.NONE, memory)).hasSizeGreaterThan(500_000);
      assertThat(write(few, BufferCodec.NONE, memory)).hasSizeLessThan(3_000);
    }
  }

  /** Whatever single bit is wrong, and wherever the bytes end, it is told and nothing leaks. */
  @ParameterizedTest
  @EnumSource
  void damageIsTold(BufferCodec codec, MemoryBudget memory) {
    SplittableRandom random = new SplittableRandom(19);
    try (TempSpillSpace spill = new TempSpillSpace(folder);
        Batch batch = new RandomBatches(6, memory).next(SCHEMA, 300)) {
      byte[] good = write(batch, codec, memory);
      for (int i = 0; i < 400; i++) {
        byte[] bad = good.clone();
        int at = random.nextInt(bad.length);
        if (i % 2 == 0) {
          bad[at] ^= (byte) (1 << random.nextInt(8));
        } else {
          bad = Arrays.copyOf(bad, at);
        }
        byte[] bytes = bad;
        assertThatThrownBy(() -> read(bytes, memory, spill, 0).close())
            .as("%s at %d of %d", i % 2 == 0 ? "a bit" : "the end", at, good.length)
            .isInstanceOf(DataException.class);
      }
    }
  }

  @Test
  void aReceiverWithTooLittleMemoryIsToldAndKeepsNothing(MemoryBudget memory) {
    try (TempSpillSpace spill = new TempSpillSpace(folder);
        Block block = Block.allocate(memory, DType.INT8, 5 << 20);
        MemoryBudget little = MemoryBudget.root("little", 3 << 20)) {
      byte[] bytes = write(block, BufferCodec.LZ4, memory);
      assertThatThrownBy(() -> read(bytes, little, spill, 0))
          .isInstanceOf(QuernException.class)
          .hasMessageContaining("little");
    }
  }

  @Test
  void aChannelThatFailsIsTold(MemoryBudget memory) {
    try (Batch batch = new RandomBatches(9, memory).next(SCHEMA, 300)) {
      OutputStream full =
          new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              throw new IOException("no room");
            }
          };
      assertThatThrownBy(
              () -> ChunkCodec.write(batch, Channels.newChannel(full), BufferCodec.NONE, memory))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("no room");
    }
  }

  private Chunk copy(Chunk chunk, BufferCodec codec, MemoryBudget memory, long share) {
    try (TempSpillSpace spill = new TempSpillSpace(folder)) {
      return read(write(chunk, codec, memory), memory, spill, share);
    }
  }

  private static byte[] write(Chunk chunk, BufferCodec codec, MemoryBudget memory) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ChunkCodec.write(chunk, Channels.newChannel(bytes), codec, memory);
    return bytes.toByteArray();
  }

  private static Chunk read(byte[] bytes, MemoryBudget memory, TempSpillSpace spill, long share) {
    ReadableByteChannel in = Channels.newChannel(new ByteArrayInputStream(bytes));
    return ChunkCodec.read(in, memory, spill, share);
  }

  private static List<List<String>> rows(List<Batch> batches) {
    return batches.stream().map(ChunkCodecTest::rows).toList();
  }

  private static List<List<String>> rows(SpooledBatches spool, MemoryBudget memory) {
    List<Batch> batches = spool.load(memory);
    try {
      return rows(batches);
    } finally {
      batches.forEach(Batch::close);
    }
  }

  private static List<String> rows(Batch batch) {
    return batch.columns().stream()
        .flatMap(
            column ->
                IntStream.range(0, batch.rows())
                    .mapToObj(row -> text(Values.objectAt(column, row))))
        .toList();
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case byte[] bytes -> Arrays.toString(bytes);
      case List<?> list -> list.stream().map(ChunkCodecTest::text).toList().toString();
      case Map<?, ?> struct -> text(new ArrayList<>(struct.values()));
      case null, default -> String.valueOf(value);
    };
  }

  /** A chunk that nobody knows. */
  private record Nothing() implements Chunk {
    @Override
    public long byteSize() {
      return 0;
    }

    @Override
    public Chunk retain() {
      return this;
    }

    @Override
    public void close() {}
  }
}
