package dev.quern.engine.io.parquet.read;

import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.memory.MemoryBudget;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;

/**
 * Which class decodes which encoding of which stored type: a new encoding is one more line here.
 */
final class Encodings {
  private final ColumnSpec column;
  private final Scratch scratch;
  private final MemoryBudget budget;

  Encodings(ColumnSpec column, Scratch scratch, MemoryBudget budget) {
    this.column = column;
    this.scratch = scratch;
    this.budget = budget;
  }

  /** The encoding of {@code page}'s values. */
  static Encoding of(Page page) {
    Encoding encoding = Encoding.findByValue(page.encoding());
    if (encoding == null) {
      throw new CorruptPage("encoding number %d does not exist".formatted(page.encoding()));
    }
    return encoding;
  }

  /** Whether {@code encoding} means indexes into the dictionary page. */
  static boolean isDictionary(Encoding encoding) {
    return encoding == Encoding.RLE_DICTIONARY || encoding == Encoding.PLAIN_DICTIONARY;
  }

  /** The values of {@code page} in {@code encoding} as slots of the column's type. */
  FixedValues fixed(Encoding encoding, Page page) {
    if (column.physical() == Type.BYTE_ARRAY || encoding == Encoding.DELTA_BYTE_ARRAY) {
      return switch (column.conversion()) {
        case BYTES_TO_NARROW_DECIMAL, BYTES_TO_WIDE_DECIMAL ->
            new DecimalFromViews(views(encoding, page), column.conversion(), scratch);
        default -> throw unsupported(encoding);
      };
    }
    FixedValues stored = stored(encoding, page);
    return column.conversion() == Conversion.NONE
        ? stored
        : new ConvertedFixed(stored, column.storedWidth(), column.conversion(), scratch);
  }

  /** The values of {@code page} in {@code encoding} as views. */
  ViewValues views(Encoding encoding, Page page) {
    if (encoding == Encoding.DELTA_BYTE_ARRAY) {
      return new DeltaViews(page, scratch, budget);
    }
    if (column.physical() == Type.FIXED_LEN_BYTE_ARRAY) {
      return new FixedViews(stored(encoding, page), column.storedWidth(), budget);
    }
    return switch (encoding) {
      case PLAIN -> new PlainViews(page.buffer(), page.values());
      case DELTA_LENGTH_BYTE_ARRAY ->
          new DeltaLengthViews(page.buffer(), page.values(), scratch.lengths());
      case PLAIN_DICTIONARY,
          RLE_DICTIONARY,
          RLE,
          BIT_PACKED,
          DELTA_BINARY_PACKED,
          DELTA_BYTE_ARRAY,
          BYTE_STREAM_SPLIT ->
          throw unsupported(encoding);
    };
  }

  /** The booleans of {@code page}. */
  BitValues bits(Page page) {
    Encoding encoding = of(page);
    return switch (encoding) {
      case PLAIN -> new PlainBits(page);
      case RLE -> {
        ByteCursor in = new ByteCursor(page.bytes(), page.values());
        // The length of what follows, which the page's length tells already.
        in.take(4);
        yield new HybridBits(in);
      }
      case PLAIN_DICTIONARY,
          RLE_DICTIONARY,
          BIT_PACKED,
          DELTA_BINARY_PACKED,
          DELTA_LENGTH_BYTE_ARRAY,
          DELTA_BYTE_ARRAY,
          BYTE_STREAM_SPLIT ->
          throw unsupported(encoding);
    };
  }

  private FixedValues stored(Encoding encoding, Page page) {
    ByteCursor in = new ByteCursor(page.bytes(), page.values());
    int width = column.storedWidth();
    return switch (encoding) {
      case PLAIN -> new PlainFixed(in, width);
      case BYTE_STREAM_SPLIT -> new StreamSplitFixed(in, width);
      case DELTA_BINARY_PACKED -> {
        if (column.physical() != Type.INT32 && column.physical() != Type.INT64) {
          throw unsupported(encoding);
        }
        yield new DeltaFixed(in, width);
      }
      case PLAIN_DICTIONARY,
          RLE_DICTIONARY,
          RLE,
          BIT_PACKED,
          DELTA_LENGTH_BYTE_ARRAY,
          DELTA_BYTE_ARRAY ->
          throw unsupported(encoding);
    };
  }

  private RuntimeException unsupported(Encoding encoding) {
    return new UnsupportedDataException(
        "encoding %s of %s cannot be read".formatted(encoding, column.physical()));
  }
}
