package dev.quern.engine.io.ipc;

import java.io.Serializable;

/**
 * How batches are put into Arrow messages.
 *
 * @param compression how buffers are compressed
 * @param views whether text and bytes keep their views (Arrow's Utf8View, since 1.4 of the format):
 *     nothing is copied, but not every reader knows them
 * @param dictionaries whether columns that are dictionary-encoded in the first batch stay so; only
 *     in streams, where a dictionary may take the place of another
 * @param narrowDecimals whether decimals of up to 18 digits take 64 bits as they do in memory
 *     (Arrow's Decimal64, since 1.5 of the format), and not 128
 */
public record IpcWriteOptions(
    BufferCodec compression, boolean views, boolean dictionaries, boolean narrowDecimals)
    implements Serializable {

  /** Plain columns without compression: what every reader of Arrow files knows. */
  public static final IpcWriteOptions PORTABLE =
      new IpcWriteOptions(BufferCodec.NONE, false, false, false);

  /** Columns as they lie in memory: for what Quern itself reads back. */
  public static final IpcWriteOptions NATIVE =
      new IpcWriteOptions(BufferCodec.NONE, true, true, true);

  /**
   * Whether columns lie as they do in memory, which nobody else reads: so do the codes of
   * categoricals, which are texts with ordered dictionaries to others.
   */
  boolean isNative() {
    return views && dictionaries && narrowDecimals;
  }

  /** These options with another compression. */
  public IpcWriteOptions withCompression(BufferCodec codec) {
    return new IpcWriteOptions(codec, views, dictionaries, narrowDecimals);
  }
}
