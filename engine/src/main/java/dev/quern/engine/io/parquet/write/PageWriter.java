package dev.quern.engine.io.parquet.write;

import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.memory.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/** Compresses pages and puts their headers before them; shared by the columns of a file. */
final class PageWriter implements AutoCloseable {
  private static final int LONGEST = Integer.MAX_VALUE - (64 << 10);

  private final PageCompressor compressor;
  private final boolean checksums;
  private final GrowableBuffer compressed;
  private final ByteArrayOutputStream header = new ByteArrayOutputStream();

  PageWriter(ParquetWriteOptions options, MemoryBudget budget) {
    this.compressed = new GrowableBuffer(budget);
    this.compressor = PageCompressor.of(options);
    this.checksums = options.checksums();
  }

  /**
   * Appends the page with this body to {@code out}.
   *
   * @param page the header, to which sizes and checksum are added
   * @return the page's length as it would be uncompressed, its header included
   */
  long write(PageHeader page, GrowableBuffer body, GrowableBuffer out) {
    long maxSize = body.size() > LONGEST ? Long.MAX_VALUE : compressor.maxSize((int) body.size());
    if (maxSize > LONGEST) {
      throw new UnsupportedDataException(
          "a page of %d bytes: Parquet pages end below 2 GiB".formatted(body.size()));
    }
    compressed.clear();
    MemorySegment room = compressed.room(maxSize).asSlice(0, maxSize);
    int size = compressor.compress(body.content(), room);
    compressed.advance(size);
    page.setUncompressed_page_size((int) body.size());
    page.setCompressed_page_size(size);
    if (checksums) {
      CRC32 crc = new CRC32();
      crc.update(compressed.content().asByteBuffer());
      page.setCrc((int) crc.getValue());
    }
    byte[] bytes = bytes(page);
    out.put(bytes);
    out.put(compressed);
    return bytes.length + body.size();
  }

  /** The header of a page whose sizes are not known yet. */
  static PageHeader header(PageType type) {
    return new PageHeader(type, 0, 0);
  }

  @Override
  public void close() {
    compressed.close();
    compressor.close();
  }

  private byte[] bytes(PageHeader page) {
    header.reset();
    try {
      Util.writePageHeader(page, header);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return header.toByteArray();
  }
}
