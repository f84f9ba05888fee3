package dev.quern.engine.io.parquet.write;

import dev.quern.engine.DataException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.OutputFile;
import dev.quern.engine.io.parquet.bloom.BloomFilterBuilder;
import dev.quern.engine.io.parquet.write.ValueEncoder.Bounds;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Field;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/**
 * One column of the row group under construction.
 *
 * <p>A chunk begins with a dictionary, where its type and the options allow one. Its first page
 * decides: when the values hardly repeat, it is written PLAIN after all and so is the rest of the
 * chunk. When the dictionary outgrows its limit later, the pages so far keep their codes and the
 * rest is PLAIN. Codes of a dictionary-encoded vector are translated one by one, so only entries
 * that are used get into the file, and no value is hashed twice.
 */
final class ColumnChunkWriter implements ColumnWriter, AutoCloseable {
  /** Rows that are taken at once: their slots and their values stay in the L1 cache. */
  private static final int STEP = 1024;

  /** A dictionary is kept when its values come up this often on average in the first page. */
  private static final int WORTHWHILE_REPEATS = 4;

  private final Field field;
  private final boolean nested;
  private final ParquetWriteOptions options;
  private final PageWriter pageWriter;
  private final ValueEncoder encoder;
  private final ChunkMetadata metadata;
  private final PageIndex index = new PageIndex();
  private final boolean indexed;
  private final @Nullable BloomFilterBuilder filter;
  private final DefinitionLevels levels = new DefinitionLevels();
  private final NestedLevels nestedLevels;
  private final GrowableBuffer plain;
  private final GrowableBuffer body;
  private final GrowableBuffer pages;

  private final int[] rows = new int[STEP];
  private final int[] pairs = new int[STEP];
  private final int[] slots = new int[STEP];
  private int[] codes = new int[STEP];
  private int[] translation = new int[0];
  private @Nullable ColumnVector translated;

  private boolean dictionary;
  private int pageRows;
  private int pageValues;

  ColumnChunkWriter(
      LeafField leaf, ParquetWriteOptions options, PageWriter pageWriter, MemoryBudget budget) {
    this.field = leaf.field();
    this.nested = !leaf.isFlat();
    this.nestedLevels = new NestedLevels(leaf.repetition(), leaf.definition());
    this.options = options;
    this.pageWriter = pageWriter;
    this.plain = new GrowableBuffer(budget);
    this.body = new GrowableBuffer(budget);
    this.pages = new GrowableBuffer(budget);
    this.encoder = ValueEncoder.of(field.type(), options, budget);
    // The pages of lists may begin within a row, which the format forbids where they have an index.
    this.indexed = options.statistics() && leaf.repetition() == 0;
    this.filter =
        options.bloomFilters().contains(field.name()) && leaf.canHaveBloomFilter()
            ? new BloomFilterBuilder(
                budget, PhysicalSchema.plainWidth(field.type()), options.rowGroupRows())
            : null;
    this.metadata = new ChunkMetadata(leaf, options);
    this.dictionary = options.dictionary();
  }

  /** Bytes that wait in memory for the row group to be written. */
  long buffered() {
    return pages.size() + plain.size() + encoder.dictionaryBytes() + 4L * pageValues;
  }

  @Override
  public void append(ColumnVector vector, int from, int count) {
    int row = from;
    int end = from + count;
    while (row < end) {
      int step = Math.min(Math.min(STEP, end - row), options.pageRows() - pageRows);
      row += appendStep(vector, row, step);
    }
  }

  /** Takes the values that {@code shredded} names in {@code vector}, and the levels. */
  void append(ColumnVector vector, Shredded shredded) {
    int at = 0;
    while (at < shredded.size()) {
      int step = Math.min(Math.min(STEP, shredded.size() - at), options.pageRows() - pageRows);
      int n = select(vector, shredded, at, step);
      int taken = dictionary ? intern(vector, n) : plain(vector, n);
      int done = taken == n ? step : pairs[taken] - at;
      nestedLevels.append(shredded, at, done);
      took(done, taken, n);
      at += done;
    }
  }

  /** Writes the chunk behind what {@code file} has and begins the next one. */
  WrittenChunk finish(OutputFile file) {
    if (pageRows > 0) {
      flushPage();
    }
    long start = file.position();
    long dictionaryBytes = 0;
    if (metadata.hasDictionaryPages()) {
      body.clear();
      plain.clear();
      encoder.dictionary(plain);
      PageHeader header = PageWriter.header(PageType.DICTIONARY_PAGE);
      header.setDictionary_page_header(
          new DictionaryPageHeader(encoder.dictionarySize(), Encoding.PLAIN));
      metadata.addDictionary(pageWriter.write(header, plain, body));
      dictionaryBytes = body.size();
      file.write(body.content());
      addToFilter();
      plain.clear();
    }
    file.write(pages.content());
    ColumnMetaData data =
        metadata.finish(start, dictionaryBytes, dictionaryBytes + pages.size(), encoder.bounds());
    // The offset was for metadata that is repeated behind the chunk, which nobody does.
    WrittenChunk chunk =
        new WrittenChunk(
            new ColumnChunk(0).setMeta_data(data),
            data.getTotal_uncompressed_size(),
            indexed ? index.bounds() : null,
            indexed ? index.offsets(start + dictionaryBytes) : null);
    index.clear();
    pages.clear();
    encoder.clear();
    translated = null;
    dictionary = options.dictionary();
    return chunk;
  }

  /**
   * Writes the Bloom filter of the chunk that was finished last behind what {@code file} has, and
   * notes in the footer's entry where it is.
   */
  void writeFilter(OutputFile file, ColumnChunk chunk) {
    if (filter != null) {
      long start = file.position();
      int length = filter.write(file);
      if (length > 0) {
        Objects.requireNonNull(chunk.getMeta_data())
            .setBloom_filter_offset(start)
            .setBloom_filter_length(length);
      }
    }
  }

  @Override
  public void close() {
    if (filter != null) {
      filter.close();
    }
    plain.close();
    body.close();
    pages.close();
    encoder.close();
  }

  /** Takes up to {@code count} rows into the page; ends the page when it is full. */
  private int appendStep(ColumnVector vector, int row, int count) {
    int n = select(vector, row, count);
    int taken = dictionary ? intern(vector, n) : plain(vector, n);
    int done = taken == n ? count : rows[taken] - row;
    if (field.nullable()) {
      levels.append(vector.validity(), row, done);
    }
    took(done, taken, n);
    return done;
  }

  /** Counts what was taken of {@code n} values in so many rows or pairs of levels. */
  private void took(int done, int taken, int n) {
    pageRows += done;
    pageValues += taken;
    if (taken < n && dictionary) {
      leaveDictionary();
    } else if (taken < n || pageRows == options.pageRows()) {
      flushPage();
    }
  }

  /** Finds the values among pairs of levels, and where in the flat values they stand. */
  private int select(ColumnVector vector, Shredded shredded, int from, int count) {
    int n = 0;
    for (int i = from; i < from + count; i++) {
      if (shredded.place(i) >= 0) {
        rows[n] = shredded.place(i);
        pairs[n++] = i;
      }
    }
    return slots(vector, n);
  }

  private int slots(ColumnVector vector, int n) {
    if (vector.isDictionary()) {
      MemorySegment vectorCodes = vector.values();
      for (int i = 0; i < n; i++) {
        slots[i] = vectorCodes.get(GrowableBuffer.INT, 4L * rows[i]);
      }
    }
    return n;
  }

  /** Finds the values among these rows, and where in the flat values they stand. */
  private int select(ColumnVector vector, int row, int count) {
    MemorySegment validity = vector.validity();
    int n = 0;
    for (int done = 0; done < count; done += 64) {
      int part = Math.min(64, count - done);
      long word = DefinitionLevels.word(validity, row + done, part);
      if (!field.nullable() && word != -1L >>> (64 - part)) {
        throw new DataException(
            "column '%s' is declared not null and has a null".formatted(field.name()));
      }
      n = select(word, row + done, n);
    }
    return slots(vector, n);
  }

  private int select(long word, int row, int n) {
    int next = n;
    if (word == -1L) {
      for (int i = 0; i < 64; i++) {
        rows[next++] = row + i;
      }
    } else {
      for (long rest = word; rest != 0; rest &= rest - 1) {
        rows[next++] = row + Long.numberOfTrailingZeros(rest);
      }
    }
    return next;
  }

  private int plain(ColumnVector vector, int n) {
    return vector.isDictionary()
        ? encoder.plain(vector.dictionary(), slots, 0, n, plain, options.pageBytes())
        : encoder.plain(vector, rows, 0, n, plain, options.pageBytes());
  }

  private int intern(ColumnVector vector, int n) {
    if (pageValues + n > codes.length) {
      codes = Arrays.copyOf(codes, Math.max(pageValues + n, codes.length * 2));
    }
    return vector.isDictionary()
        ? translate(vector.dictionary(), n)
        : encoder.intern(vector, rows, n, codes, pageValues);
  }

  @SuppressWarnings("ReferenceEquality") // the same object is the same dictionary
  private int translate(ColumnVector values, int n) {
    if (values != translated) {
      translated = values;
      if (translation.length < values.length()) {
        translation = new int[values.length()];
      }
      Arrays.fill(translation, 0, values.length(), -1);
    }
    for (int i = 0; i < n; i++) {
      int code = translation[slots[i]];
      if (code < 0) {
        code = encoder.intern(values, slots[i]);
        if (code < 0) {
          return i;
        }
        translation[slots[i]] = code;
      }
      codes[pageValues + i] = code;
    }
    return n;
  }

  /** The dictionary is full: what comes now is PLAIN, and so is the page, if it is the first. */
  private void leaveDictionary() {
    if (!metadata.hasDictionaryPages() && decodable()) {
      decode();
    } else if (pageRows > 0) {
      flushPage();
    }
    dictionary = false;
  }

  private boolean decodable() {
    // A dictionary of few long strings that repeat would make a giant of a page.
    return encoder.decodedBytes(codes, pageValues) <= 2L * options.pageBytes();
  }

  private void decode() {
    encoder.decode(codes, pageValues, plain);
    dictionary = false;
  }

  private boolean worthwhile() {
    long size =
        encoder.dictionaryBytes()
            + (long) pageValues * HybridEncoder.width(encoder.dictionarySize()) / 8;
    return encoder.dictionarySize() <= pageValues / WORTHWHILE_REPEATS
        && size < encoder.decodedBytes(codes, pageValues);
  }

  /** Tells the Bloom filter of the values that stand in PLAIN encoding. */
  private void addToFilter() {
    if (filter != null) {
      filter.add(plain.segment(), plain.size());
    }
  }

  private void flushPage() {
    if (dictionary && !metadata.hasDictionaryPages() && !worthwhile() && decodable()) {
      decode();
    }
    body.clear();
    if (nested) {
      nestedLevels.encode(body);
    } else if (field.nullable()) {
      levels.encode(body);
    }
    if (dictionary) {
      int width = HybridEncoder.width(encoder.dictionarySize());
      body.putByte(width);
      HybridEncoder.encode(codes, pageValues, width, body);
    } else {
      body.put(plain);
      addToFilter();
    }
    Encoding encoding = dictionary ? Encoding.RLE_DICTIONARY : Encoding.PLAIN;
    PageHeader header = PageWriter.header(PageType.DATA_PAGE);
    header.setData_page_header(new DataPageHeader(pageRows, encoding, Encoding.RLE, Encoding.RLE));
    long start = pages.size();
    metadata.addPage(encoding, pageRows, pageValues, pageWriter.write(header, body, pages));
    Bounds bounds = encoder.endPage(codes, dictionary ? pageValues : 0);
    if (indexed) {
      index.add(start, pages.size() - start, pageRows, pageValues, bounds);
    }
    levels.clear();
    nestedLevels.clear();
    plain.clear();
    pageRows = 0;
    pageValues = 0;
  }
}
