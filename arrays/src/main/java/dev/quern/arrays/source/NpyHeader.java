package dev.quern.arrays.source;

import dev.quern.arrays.grid.Shape;
import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a NumPy {@code .npy} file, versions 1.0 to 3.0 (the format's description is NumPy
 * Enhancement Proposal 1): a magic string, the header's length, and a Python dictionary such as
 * {@code {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }}.
 *
 * @param dtype what the elements are
 * @param bigEndian whether their bytes are to be swapped
 * @param fortranOrder whether the first axis is the contiguous one
 * @param shape the array's shape
 * @param dataOffset where the elements begin in the file
 */
public record NpyHeader(
    DType dtype, boolean bigEndian, boolean fortranOrder, Shape shape, long dataOffset) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** More than NumPy itself reads without being forced to. */
  private static final int MOST_BYTES = 1 << 20;

  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d\\s,L]*)\\)");

  /**
   * Reads the header of {@code file}, and checks that the elements are all there.
   *
   * @throws DataException when this is no {@code .npy} file, or a broken or shortened one
   * @throws UnsupportedDataException when the elements are of a type that arrays do not hold
   */
  public static NpyHeader read(InputFile file) {
    if (file.size() < 10) {
      throw broken(file, "it has only " + file.size() + " bytes");
    }
    byte[] start = bytes(file, 0, (int) Math.min(12, file.size()));
    if (!Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
      throw broken(file, "it does not begin with \\x93NUMPY");
    }
    int major = start[6];
    int prefix = major == 1 ? 10 : 12;
    if (major < 1 || major > 3 || start.length < prefix) {
      throw broken(file, "it is of version " + major + "; 1, 2 and 3 are known");
    }
    long length = (start[8] & 255) | (start[9] & 255) << 8;
    if (major > 1) {
      length |= (start[10] & 255L) << 16 | (start[11] & 255L) << 24;
    }
    if (length > MOST_BYTES || prefix + length > file.size()) {
      throw broken(file, "its header would have " + length + " bytes");
    }
    byte[] text = bytes(file, prefix, (int) length);
    return parse(file, new String(text, StandardCharsets.UTF_8), prefix + length);
  }

  private static NpyHeader parse(InputFile file, String text, long dataOffset) {
    String descr = group(file, DESCR, text, "descr");
    boolean fortran = group(file, ORDER, text, "fortran_order").equals("True");
    Shape shape = shape(file, group(file, SHAPE, text, "shape"));
    DType dtype = dtype(file, descr);
    long available = (file.size() - dataOffset) / Block.width(dtype);
    if (shape.size() > available) {
      throw broken(
          file,
          "shape %s of %s needs %d elements and the file holds %d"
              .formatted(shape, dtype, shape.size(), available));
    }
    return new NpyHeader(dtype, descr.startsWith(">"), fortran, shape, dataOffset);
  }

  private static String group(InputFile file, Pattern pattern, String text, String name) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      if (name.equals("descr") && text.contains("'descr'")) {
        throw new UnsupportedDataException(
            file.path() + ": structured elements are not supported: " + text.strip());
      }
      throw broken(file, "its header has no valid '" + name + "': " + text.strip());
    }
    return matcher.group(1);
  }

  private static Shape shape(InputFile file, String text) {
    try {
      return Shape.of(
          Arrays.stream(text.split(","))
              .map(part -> part.strip().replace("L", ""))
              .filter(part -> !part.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray());
    } catch (RuntimeException e) {
      throw new DataException(file.path() + ": impossible shape (" + text + ")", e);
    }
  }

  private static DType dtype(InputFile file, String descr) {
    return switch (descr) {
      case "|b1", "?" -> DType.BOOL;
      case "|i1", "<i1", ">i1" -> DType.INT8;
      case "<i2", ">i2" -> DType.INT16;
      case "<i4", ">i4" -> DType.INT32;
      case "<i8", ">i8" -> DType.INT64;
      case "<f4", ">f4" -> DType.FLOAT32;
      case "<f8", ">f8" -> DType.FLOAT64;
      default ->
          throw new UnsupportedDataException(
              "%s: elements of NumPy type '%s' are not supported; save bool, int8 to int64, float32 or float64"
                  .formatted(file.path(), descr));
    };
  }

  /** The bytes of a version 1.0 header of C order, padded so that the elements begin aligned. */
  public static byte[] encode(DType dtype, Shape shape) {
    String descr =
        (dtype == DType.BOOL ? "|b" : dtype.isFloating() ? "<f" : "<i") + Block.width(dtype);
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }"
            .formatted(descr.equals("<i1") ? "|i1" : descr, shape);
    int total = (10 + dictionary.length() + 1 + 63) & -64;
    byte[] header = new byte[total];
    Arrays.fill(header, (byte) ' ');
    System.arraycopy(MAGIC, 0, header, 0, 6);
    header[6] = 1;
    header[7] = 0;
    header[8] = (byte) (total - 10);
    header[9] = (byte) ((total - 10) >>> 8);
    byte[] text = dictionary.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, header, 10, text.length);
    header[total - 1] = '\n';
    return header;
  }

  private static byte[] bytes(InputFile file, long position, int count) {
    byte[] bytes = new byte[count];
    file.read(position, MemorySegment.ofArray(bytes));
    return bytes;
  }

  private static DataException broken(InputFile file, String why) {
    return new DataException(file.path() + " is not a valid .npy file: " + why);
  }
}
