package dev.quern.engine.io.parquet.read;

/**
 * What stands in front of a page (PageHeader of parquet.thrift), as far as it matters to decoding.
 *
 * @param kind what the page is
 * @param length bytes of the page as stored
 * @param uncompressed bytes of the page when decompressed
 * @param hasCrc whether {@code crc} was given
 * @param crc CRC-32 of the stored bytes
 * @param values rows of a data page, entries of a dictionary
 * @param rows rows of a data page v2, which may have several values each; else -1
 * @param encoding the number of the values' encoding
 * @param levelEncoding the number of the definition levels' encoding, data page v1 only
 * @param repetitionEncoding that of the repetition levels
 * @param definitionLength bytes of definition levels, data page v2 only
 * @param repetitionLength bytes of repetition levels, data page v2 only
 * @param compressed whether the values are compressed, which v2 can deny
 */
record PageHeader(
    Kind kind,
    int length,
    int uncompressed,
    boolean hasCrc,
    int crc,
    int values,
    int rows,
    int encoding,
    int levelEncoding,
    int repetitionEncoding,
    int definitionLength,
    int repetitionLength,
    boolean compressed) {

  /** The kinds of pages. */
  enum Kind {
    DATA_V1,
    DATA_V2,
    DICTIONARY,
    /** An index page or a kind that came later: not needed to read the values. */
    OTHER
  }

  /** Whether it is a page of values. */
  boolean isData() {
    return kind == Kind.DATA_V1 || kind == Kind.DATA_V2;
  }

  private static final int SMALLEST_LOOK = 256;
  private static final int LARGEST_LOOK = 16 << 20;

  /** Consumes the header at the input's position. */
  static PageHeader read(PageInput input) {
    for (int look = SMALLEST_LOOK; ; look *= 8) {
      int there = input.peek(look);
      CompactReader reader =
          new CompactReader(input.bytes(), input.offset(), input.offset() + there);
      PageHeader header = parse(reader);
      if (!reader.exhausted()) {
        input.skip(reader.position() - input.offset());
        return header;
      }
      if (there == input.remaining()) {
        throw new CorruptPage("the page header runs over the end of the column chunk");
      }
      if (look >= LARGEST_LOOK) {
        throw new CorruptPage("the page header is larger than " + LARGEST_LOOK + " bytes");
      }
    }
  }

  private static PageHeader parse(CompactReader in) {
    int type = -1;
    int uncompressed = -1;
    int length = -1;
    boolean hasCrc = false;
    int crc = 0;
    Fields fields = new Fields();
    int outer = in.beginStruct();
    for (int t = in.nextField(); t != CompactReader.STOP; t = in.nextField()) {
      switch (in.field()) {
        case 1 -> type = in.readInt();
        case 2 -> uncompressed = in.readInt();
        case 3 -> length = in.readInt();
        case 4 -> {
          crc = in.readInt();
          hasCrc = true;
        }
        case 5 -> fields.dataV1(in, t);
        case 7 -> fields.dictionary(in, t);
        case 8 -> fields.dataV2(in, t);
        default -> in.skip(t);
      }
    }
    in.endStruct(outer);
    if (!in.exhausted() && (type < 0 || uncompressed < 0 || length < 0)) {
      throw new CorruptPage(
          "the page header gives type %d, %d bytes stored, %d decompressed"
              .formatted(type, length, uncompressed));
    }
    Kind kind =
        switch (type) {
          case 0 -> Kind.DATA_V1;
          case 2 -> Kind.DICTIONARY;
          case 3 -> Kind.DATA_V2;
          default -> Kind.OTHER;
        };
    if (!in.exhausted() && kind != Kind.OTHER && kind != fields.kind) {
      throw new CorruptPage("the page header lacks the part that belongs to its type " + type);
    }
    return new PageHeader(
        kind,
        length,
        uncompressed,
        hasCrc,
        crc,
        fields.values,
        fields.rows,
        fields.encoding,
        fields.levelEncoding,
        fields.repetitionEncoding,
        fields.definitionLength,
        fields.repetitionLength,
        fields.compressed);
  }

  /** The header's inner struct while it is parsed. */
  private static final class Fields {
    Kind kind = Kind.OTHER;
    int values = -1;
    int rows = -1;
    int encoding = -1;
    int levelEncoding = 3;
    int repetitionEncoding = 3;
    int definitionLength;
    int repetitionLength;
    boolean compressed = true;

    void dataV1(CompactReader in, int type) {
      kind = Kind.DATA_V1;
      int outer = begin(in, type);
      for (int t = in.nextField(); t != CompactReader.STOP; t = in.nextField()) {
        switch (in.field()) {
          case 1 -> values = in.readInt();
          case 2 -> encoding = in.readInt();
          case 3 -> levelEncoding = in.readInt();
          case 4 -> repetitionEncoding = in.readInt();
          default -> in.skip(t);
        }
      }
      end(in, outer);
    }

    void dictionary(CompactReader in, int type) {
      kind = Kind.DICTIONARY;
      int outer = begin(in, type);
      for (int t = in.nextField(); t != CompactReader.STOP; t = in.nextField()) {
        switch (in.field()) {
          case 1 -> values = in.readInt();
          case 2 -> encoding = in.readInt();
          default -> in.skip(t);
        }
      }
      end(in, outer);
    }

    void dataV2(CompactReader in, int type) {
      kind = Kind.DATA_V2;
      int outer = begin(in, type);
      for (int t = in.nextField(); t != CompactReader.STOP; t = in.nextField()) {
        switch (in.field()) {
          case 1 -> values = in.readInt();
          case 3 -> rows = in.readInt();
          case 4 -> encoding = in.readInt();
          case 5 -> definitionLength = in.readInt();
          case 6 -> repetitionLength = in.readInt();
          case 7 -> compressed = t == CompactReader.TRUE;
          default -> in.skip(t);
        }
      }
      end(in, outer);
      if (definitionLength < 0 || repetitionLength < 0) {
        throw new CorruptPage("the page header gives levels of negative length");
      }
    }

    private static int begin(CompactReader in, int type) {
      if (type != CompactReader.STRUCT) {
        throw new CorruptPage("the page header has a field of the wrong type");
      }
      return in.beginStruct();
    }

    private void end(CompactReader in, int outer) {
      in.endStruct(outer);
      if (!in.exhausted() && (values < 0 || encoding < 0)) {
        throw new CorruptPage("the page header gives %d values".formatted(values));
      }
    }
  }
}
