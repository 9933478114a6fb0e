"""Reads a TensorBoard event file with Python alone: checks every checksum, and prints time, step, and version or tag and value."""
import struct
import sys


def crc32c(data):
    """Bit by bit, so that it shares no table and no instruction with what it checks."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def fields(message):
    """Every field of a protobuf message as (number, value): an integer, or bytes."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        key = varint()
        kind = key & 7
        if kind == 0:
            yield key >> 3, varint()
            continue
        length = {1: 8, 5: 4}[kind] if kind != 2 else varint()
        assert at + length <= len(message), 'a field ends behind its message'
        yield key >> 3, message[at:at + length]
        at += length


data = open(sys.argv[1], 'rb').read()
position = 0
while position < len(data):
    head = data[position:position + 8]
    length, = struct.unpack('<Q', head)
    assert struct.unpack('<I', data[position + 8:position + 12])[0] == masked(head), 'checksum of a length'
    body = data[position + 12:position + 12 + length]
    assert struct.unpack('<I', data[position + 12 + length:position + 16 + length])[0] == masked(body), 'checksum of a record'
    position += 16 + length
    event = dict(fields(body))
    time, step = struct.unpack('<d', event[1])[0], event.get(2, 0)
    if 3 in event:
        print(time, step, event[3].decode())
    for number, summary in fields(event.get(5, b'')):
        assert number == 1
        value = dict(fields(summary))
        print(time, step, value[1].decode(), struct.unpack('<f', value[2])[0])
