package dev.quern.engine.io.parquet.read;

import dev.quern.engine.io.InputFile;
import dev.quern.engine.memory.Bytes;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;
import org.apache.parquet.format.CompressionCodec;
import org.jspecify.annotations.Nullable;

/** The pages of one column chunk, one after the other: checked, read and decompressed. */
final class PageCursor implements AutoCloseable {
  private static final int RLE = 3;

  private final ChunkSpec chunk;
  private final MemoryBudget budget;
  private final Decompressors decompressors;
  private final PageInput input;
  private final CRC32 crc = new CRC32();
  private long rowsLeft;
  private long pageStart;
  private long dictionaryHeader;
  private @Nullable PageHeader pending;
  private @Nullable PageLocations locations;
  private boolean located;

  PageCursor(InputFile file, ChunkSpec chunk, MemoryBudget budget, Decompressors decompressors) {
    this.chunk = chunk;
    this.budget = budget;
    this.decompressors = decompressors;
    this.rowsLeft = chunk.values();
    this.pageStart = chunk.start();
    this.input = new PageInput(file, budget, chunk.start(), chunk.length());
  }

  /** The file position of the page that was read last, or that failed. */
  long pageStart() {
    return pageStart;
  }

  /** The dictionary page when the chunk begins with one, owned by the caller. */
  @Nullable Page dictionary() {
    long first = input.position();
    if (input.remaining() == 0) {
      return null;
    }
    pageStart = first;
    PageHeader header = PageHeader.read(input);
    if (header.kind() != PageHeader.Kind.DICTIONARY) {
      // Only headers are re-read, and only once a chunk.
      pending = header;
      return null;
    }
    dictionaryHeader = input.position() - first;
    return dictionaryPage(header);
  }

  /** Whether data pages with rows are still to come. */
  boolean hasNext() {
    return rowsLeft > 0;
  }

  /** The next data page that has rows, owned by the caller. */
  Page next() {
    PageHeader header = nextData();
    rowsLeft -= header.values();
    return header.kind() == PageHeader.Kind.DATA_V1 ? dataV1(header) : dataV2(header);
  }

  /** Whether the next page is known to begin with a row, rather than within one. */
  boolean nextBeginsRow() {
    return hasNext() && rows(peekData()) >= 0;
  }

  /**
   * Passes over the next data pages as long as they have {@code most} rows or fewer together;
   * returns how many they have. Only their headers are read, and not even these where the chunk has
   * an index of its pages.
   */
  long skip(long most) {
    long skipped = 0;
    while (skipped < most) {
      PageHeader header = peekData();
      long rows = rows(header);
      if (rows < 0 || rows > most - skipped) {
        break;
      }
      if (rows < most - skipped && isFlat()) {
        long jumped = jump(header, most - skipped);
        if (jumped > 0) {
          skipped += jumped;
          continue;
        }
      }
      pending = null;
      rowsLeft -= header.values();
      input.skip(checkedLength(header));
      skipped += rows;
    }
    return skipped;
  }

  /* Goes to the page that holds the row behind `most` more; returns how many rows are before it. */
  private long jump(PageHeader here, long most) {
    PageLocations pages = locations();
    long row = chunk.values() - rowsLeft;
    int from = pages == null ? -1 : pages.pageAt(pageStart);
    if (pages == null || from < 0 || pages.firstRow(from) != row) {
      return 0;
    }
    int to = Math.min(pages.pageOf(row + most), pages.size() - 1);
    if (to <= from) {
      return 0;
    }
    long back = input.position();
    input.seek(pages.offset(to));
    PageHeader there = headerOf(pages.rows(to));
    if (there == null) {
      // The index is wrong: the headers tell.
      locations = null;
      input.seek(back);
      pending = here;
      return 0;
    }
    pending = there;
    pageStart = pages.offset(to);
    rowsLeft = chunk.values() - pages.firstRow(to);
    return pages.firstRow(to) - row;
  }

  /* The header at the input's position, if it is one of a page of so many rows. */
  private @Nullable PageHeader headerOf(long rows) {
    try {
      PageHeader header = PageHeader.read(input);
      return header.isData() && header.values() == rows ? header : null;
    } catch (CorruptPage e) {
      return null;
    }
  }

  private @Nullable PageLocations locations() {
    if (!located) {
      located = true;
      locations = PageLocations.read(input.file(), chunk);
    }
    return locations;
  }

  private boolean isFlat() {
    return chunk.column().levels().repetition() == 0;
  }

  /* How many rows a page has, or -1 where that stands in its levels alone. */
  private long rows(PageHeader header) {
    if (isFlat() || header.rows() >= 0) {
      return isFlat() ? header.values() : header.rows();
    }
    PageLocations pages = locations();
    int page = pages == null ? -1 : pages.pageAt(pageStart);
    return pages == null || page < 0 ? -1 : pages.rows(page);
  }

  private PageHeader peekData() {
    PageHeader header = nextData();
    pending = header;
    return header;
  }

  private PageHeader nextData() {
    while (true) {
      PageHeader header = nextHeader();
      switch (header.kind()) {
        case DATA_V1, DATA_V2 -> {
          if (header.values() > rowsLeft) {
            throw new CorruptPage(
                "the page has %d rows where %d are left in its column chunk"
                    .formatted(header.values(), rowsLeft));
          }
          if (header.values() > 0) {
            return header;
          }
          input.skip(checkedLength(header));
        }
        case DICTIONARY -> throw new CorruptPage("a dictionary page stands behind data pages");
        case OTHER -> input.skip(checkedLength(header));
      }
    }
  }

  @Override
  public void close() {
    input.close();
  }

  private PageHeader nextHeader() {
    PageHeader header = pending;
    if (header != null) {
      pending = null;
      return header;
    }
    pageStart = input.position();
    if (input.remaining() == 0) {
      throw new CorruptPage("the column chunk ends with %d rows still to come".formatted(rowsLeft));
    }
    return PageHeader.read(input);
  }

  private Page dictionaryPage(PageHeader header) {
    NativeBuffer buffer = payload(header, 0);
    return new Page(
        buffer,
        header.values(),
        header.encoding(),
        Page.Range.NONE,
        Page.Range.NONE,
        new Page.Range(0, header.uncompressed()));
  }

  private Page dataV1(PageHeader header) {
    NativeBuffer buffer = payload(header, 0);
    try {
      Page.Range repetitions = Page.Range.NONE;
      Page.Range levels = Page.Range.NONE;
      int from = 0;
      if (chunk.column().levels().repetition() > 0) {
        repetitions = levels(header, buffer, 0, header.repetitionEncoding());
        from = repetitions.to();
      }
      if (chunk.column().levels().definition() > 0) {
        levels = levels(header, buffer, from, header.levelEncoding());
        from = levels.to();
      }
      return new Page(
          buffer,
          header.values(),
          header.encoding(),
          repetitions,
          levels,
          new Page.Range(from, header.uncompressed()));
    } catch (RuntimeException e) {
      buffer.close();
      throw e;
    }
  }

  /* Levels that begin with their length, at `at`. */
  private static Page.Range levels(PageHeader header, NativeBuffer buffer, int at, int encoding) {
    if (encoding != RLE) {
      throw new CorruptPage("levels have encoding %d, not RLE".formatted(encoding));
    }
    int rest = header.uncompressed() - at;
    int length = rest < 4 ? -1 : buffer.segment().get(Le.INT, at);
    if (length < 0 || length > rest - 4) {
      throw new CorruptPage(
          "levels take %d bytes of a page of %d".formatted(length, header.uncompressed()));
    }
    return new Page.Range(at + 4, at + 4 + length);
  }

  private Page dataV2(PageHeader header) {
    // A flat column needs no repetition levels, but some writers write them.
    long levels = (long) header.repetitionLength() + header.definitionLength();
    if (levels > header.length() || levels > header.uncompressed()) {
      throw new CorruptPage(
          "levels take %d bytes of a page of %d".formatted(levels, header.length()));
    }
    NativeBuffer buffer = payload(header, (int) levels);
    return new Page(
        buffer,
        header.values(),
        header.encoding(),
        new Page.Range(0, header.repetitionLength()),
        new Page.Range(header.repetitionLength(), (int) levels),
        new Page.Range((int) levels, header.uncompressed()));
  }

  /* The stored bytes, decompressed but for the first `plain` ones. */
  private NativeBuffer payload(PageHeader header, int plain) {
    int stored = checkedLength(header);
    int size = header.uncompressed();
    CompressionCodec codec = header.compressed() ? chunk.codec() : CompressionCodec.UNCOMPRESSED;
    if (size - plain > Decompressors.mostBytes(codec, (long) stored - plain)) {
      throw new CorruptPage(
          "the page header says that %d bytes of %s decompress to %s"
              .formatted(stored, codec, Bytes.text(size)));
    }
    NativeBuffer buffer = budget.allocate(size);
    try {
      MemorySegment target = buffer.segment().asSlice(0, size);
      if (codec == CompressionCodec.UNCOMPRESSED) {
        if (stored != size) {
          throw new CorruptPage(
              "an uncompressed page stores %d bytes of %d".formatted(stored, size));
        }
        input.read(target);
        checkCrc(header, target);
      } else if (input.holds(stored)) {
        decompress(header, input.bytes().asSlice(input.offset(), stored), plain, target, codec);
        input.skip(stored);
      } else {
        try (NativeBuffer compressed = budget.allocate(stored)) {
          MemorySegment source = compressed.segment().asSlice(0, stored);
          input.read(source);
          decompress(header, source, plain, target, codec);
        }
      }
      return buffer;
    } catch (RuntimeException e) {
      buffer.close();
      throw e;
    }
  }

  private void decompress(
      PageHeader header,
      MemorySegment source,
      int plain,
      MemorySegment target,
      CompressionCodec codec) {
    checkCrc(header, source);
    MemorySegment.copy(source, 0, target, 0, plain);
    // A page of nulls alone has no values, and some writers then store nothing compressed.
    if (target.byteSize() > plain) {
      decompressors.decompress(codec, source.asSlice(plain), target.asSlice(plain));
    }
  }

  private int checkedLength(PageHeader header) {
    // Early parquet-mr did not count the dictionary's header into the chunk (PARQUET-816): then
    // just
    // these bytes are missing at its end.
    if (dictionaryHeader > 0 && header.length() == input.remaining() + dictionaryHeader) {
      input.extend(dictionaryHeader);
    }
    if (header.length() > input.remaining()) {
      throw new CorruptPage(
          "the page is %d bytes long where %d are left in its column chunk"
              .formatted(header.length(), input.remaining()));
    }
    return header.length();
  }

  private void checkCrc(PageHeader header, MemorySegment stored) {
    if (header.hasCrc()) {
      crc.reset();
      crc.update(stored.asByteBuffer());
      if ((int) crc.getValue() != header.crc()) {
        throw new CorruptPage("the page's checksum does not fit its bytes: the file is damaged");
      }
    }
  }
}
