# Read right after the project() line of llama-cpp-python's build (CMAKE_PROJECT_llama_cpp_INCLUDE).
# A normal variable wins over the cache entry its CMakeLists.txt forces to ON: the chat, argument and download helpers
# of llama.cpp's own programs take more than half of the build, and the Python package does not load them.
set(LLAMA_BUILD_COMMON OFF)
# GCC drops stores that AMX needs; the header says which.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND NOT MSVC)
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-include \"${CMAKE_CURRENT_LIST_DIR}/tile_config.h\">")
endif()
