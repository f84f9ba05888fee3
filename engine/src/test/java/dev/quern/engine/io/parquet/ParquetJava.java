package dev.quern.engine.io.parquet;

import dev.quern.engine.io.parquet.write.PlainCodecs;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/** parquet-java, the format's own reader, as oracle of what is in a file. */
final class ParquetJava {
  private static final ParquetReadOptions OPTIONS =
      ParquetReadOptions.builder(new PlainParquetConfiguration())
          .withCodecFactory(new PlainCodecs())
          .build();

  private ParquetJava() {}

  /** The values of one flat column, in the form of {@link DuckDb#canonical}. */
  static List<List<@Nullable Object>> column(Path file, String name) throws IOException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), OPTIONS)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      MessageType narrow = new MessageType(schema.getName(), schema.getType(name));
      reader.setRequestedSchema(narrow);
      PrimitiveType type = narrow.getType(0).asPrimitiveType();
      MessageColumnIO io = new ColumnIOFactory().getColumnIO(narrow, schema);
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        RecordReader<Group> records = io.getRecordReader(group, new GroupRecordConverter(narrow));
        for (long i = 0; i < group.getRowCount(); i++) {
          List<@Nullable Object> row = new ArrayList<>(1);
          row.add(DuckDb.canonical(value(records.read(), type)));
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static @Nullable Object value(Group record, PrimitiveType type) {
    if (record.getFieldRepetitionCount(0) == 0) {
      return null;
    }
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> record.getBoolean(0, 0);
      case INT32 -> integer(record.getInteger(0, 0), logical);
      case INT64 -> integer(record.getLong(0, 0), logical);
      case FLOAT -> record.getFloat(0, 0);
      case DOUBLE -> record.getDouble(0, 0);
      case INT96 -> int96(record.getInt96(0, 0).getBytes());
      case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(record.getBinary(0, 0).getBytes(), logical);
    };
  }

  private static Object integer(long value, @Nullable LogicalTypeAnnotation logical) {
    return switch (logical) {
      case DecimalLogicalTypeAnnotation decimal -> BigDecimal.valueOf(value, decimal.getScale());
      case LogicalTypeAnnotation.DateLogicalTypeAnnotation date -> LocalDate.ofEpochDay(value);
      case TimestampLogicalTypeAnnotation timestamp -> timestamp(value, timestamp);
      case IntLogicalTypeAnnotation type when !type.isSigned() ->
          type.getBitWidth() == 64
              ? new BigDecimal(Long.toUnsignedString(value))
              : value & (1L << type.getBitWidth()) - 1;
      case null, default -> value;
    };
  }

  private static Object timestamp(long value, TimestampLogicalTypeAnnotation type) {
    ChronoUnit unit =
        switch (type.getUnit()) {
          case MILLIS -> ChronoUnit.MILLIS;
          case MICROS -> ChronoUnit.MICROS;
          case NANOS -> ChronoUnit.NANOS;
        };
    Instant instant = Instant.EPOCH.plus(value, unit);
    return type.isAdjustedToUTC() ? instant : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static LocalDateTime int96(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long nanosOfDay = in.getLong();
    return LocalDate.ofEpochDay(in.getInt() - 2_440_588L)
        .atStartOfDay()
        .plusNanos(nanosOfDay)
        .truncatedTo(ChronoUnit.MICROS);
  }

  private static Object bytes(byte[] bytes, @Nullable LogicalTypeAnnotation logical) {
    return switch (logical) {
      case DecimalLogicalTypeAnnotation decimal ->
          new BigDecimal(new BigInteger(bytes), decimal.getScale());
      case Float16LogicalTypeAnnotation half ->
          Float.float16ToFloat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort());
      case LogicalTypeAnnotation.StringLogicalTypeAnnotation text ->
          new String(bytes, StandardCharsets.UTF_8);
      case LogicalTypeAnnotation.EnumLogicalTypeAnnotation text ->
          new String(bytes, StandardCharsets.UTF_8);
      case LogicalTypeAnnotation.JsonLogicalTypeAnnotation text ->
          new String(bytes, StandardCharsets.UTF_8);
      case null, default -> bytes;
    };
  }
}
