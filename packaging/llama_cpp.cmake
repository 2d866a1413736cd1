# Read right after the project() line of llama-cpp-python's build (CMAKE_PROJECT_llama_cpp_INCLUDE).
# A normal variable wins over the cache entry its CMakeLists.txt forces to ON: the chat, argument and download helpers
# of llama.cpp's own programs take more than half of the build, and the Python package does not load them.
set(LLAMA_BUILD_COMMON OFF)
